import { type AsyncLoggerFacade, runWithContext } from 'fapilog'
import type { Order } from './order.ts'

/** Units of the currency for one euro. */
const RATES: Readonly<Record<string, number>> = {
  EUR: 1,
  CHF: 0.94,
  DKK: 7.46,
  GBP: 0.86,
  PLN: 4.28,
  SEK: 11.2,
}

export interface Settlement {
  readonly settled: number
  readonly unsettled: number
  readonly euros: number
  /** Euros by country. */
  readonly countries: Readonly<Record<string, number>>
}

/**
 * Settles all days at once. What is logged on the way carries the day's correlation id, however the days
 * interleave, and every `await` of the logger lets the queue catch up before more is produced.
 */
export async function settleOrders(orders: readonly Order[], log: AsyncLoggerFacade): Promise<Settlement> {
  const days = byDay(orders)
  await log.info('settlement started', { orders: orders.length, days: days.size })
  const settlements = await Promise.all(
    [...days].map(([day, ofDay]) =>
      runWithContext({ correlation_id: `settlement-${day}` }, () => settleDay(ofDay, log)),
    ),
  )
  const total = settlements.reduce(add, { settled: 0, unsettled: 0, euros: 0, countries: {} })
  await log.info('settlement finished', { ...total })
  return total
}

function byDay(orders: readonly Order[]): ReadonlyMap<string, readonly Order[]> {
  const days = new Map<string, Order[]>()
  for (const order of orders) {
    const day = order.orderedAt.toISOString().slice(0, 10)
    const ofDay = days.get(day)
    if (ofDay === undefined) days.set(day, [order])
    else ofDay.push(order)
  }
  return days
}

async function settleDay(orders: readonly Order[], log: AsyncLoggerFacade): Promise<Settlement> {
  const countries: Record<string, number> = {}
  let settled = 0
  for (const order of orders) {
    try {
      const euros = inEuros(order)
      countries[order.country] = (countries[order.country] ?? 0) + euros
      settled += 1
      await log.debug('order settled', { order_id: order.id, euros: round(euros) })
    } catch (error) {
      await log.error('order not settled', error, { order_id: order.id, payment: order.payment })
    }
  }
  const day = sum({ settled, unsettled: orders.length - settled, countries })
  await log.info('day settled', { settled: day.settled, unsettled: day.unsettled, euros: day.euros })
  return day
}

function inEuros({ id, quantity, unitPrice, currency }: Order): number {
  try {
    return (quantity * unitPrice) / rateOf(currency)
  } catch (cause) {
    throw new Error(`order ${id} cannot be converted to euros`, { cause })
  }
}

function rateOf(currency: string): number {
  const rate = RATES[currency]
  if (rate === undefined) throw new RangeError(`no exchange rate for ${currency}`)
  return rate
}

function add(a: Settlement, b: Settlement): Settlement {
  const countries = { ...a.countries }
  for (const [country, euros] of Object.entries(b.countries)) {
    countries[country] = (countries[country] ?? 0) + euros
  }
  return sum({ settled: a.settled + b.settled, unsettled: a.unsettled + b.unsettled, countries })
}

function sum(counts: Omit<Settlement, 'euros'>): Settlement {
  const countries = Object.entries(counts.countries).map(
    ([country, euros]) => [country, round(euros)] as const,
  )
  const euros = round(countries.reduce((total, [, ofCountry]) => total + ofCountry, 0))
  return {
    settled: counts.settled,
    unsettled: counts.unsettled,
    euros,
    countries: Object.fromEntries(countries),
  }
}

function round(euros: number): number {
  return Math.round(euros * 100) / 100
}
