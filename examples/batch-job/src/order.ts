import { MalformedLine, splitCells } from './csv.ts'

export interface Order {
  readonly id: string
  readonly orderedAt: Date
  readonly customerId: string
  readonly country: string
  readonly sku: string
  readonly quantity: number
  readonly unitPrice: number
  readonly currency: string
  readonly payment: string
}

/** Columns whose values cannot be right, as they were written. */
export type Problems = Readonly<Record<string, string>>

export type OrderLine =
  | { readonly order: Order }
  | { readonly order: null; readonly id: string; readonly problems: Problems }

export const HEADER =
  'order_id,ordered_at,customer_id,customer,country,sku,quantity,unit_price,currency,payment,note'
const COLUMNS = HEADER.split(',')
const COUNTRIES = new Set(['AT', 'CH', 'DE', 'DK', 'FR', 'GB', 'NL', 'PL', 'SE'])

const checks: Readonly<Record<string, (text: string) => boolean>> = {
  order_id: (text) => /^A-\d{6}$/.test(text),
  ordered_at: isTimestamp,
  customer_id: (text) => /^c\d{4}$/.test(text),
  country: (text) => COUNTRIES.has(text),
  sku: (text) => /^[A-Z0-9-]+$/.test(text),
  quantity: (text) => /^[1-9]\d{0,3}$/.test(text),
  unit_price: (text) => /^\d{1,6}\.\d{2}$/.test(text),
  currency: (text) => /^[A-Z]{3}$/.test(text),
}

/** One line of the file. Throws MalformedLine where there are no columns to look at. */
export function readOrder(line: string): OrderLine {
  const cells = splitCells(line)
  if (cells.length !== COLUMNS.length) {
    throw new MalformedLine(`${cells.length} columns instead of ${COLUMNS.length}`, line.length)
  }
  const row: Record<string, string> = Object.fromEntries(COLUMNS.map((name, i) => [name, cells[i] ?? '']))
  const cell = (name: string): string => row[name] ?? ''
  const wrong = Object.entries(checks).filter(([name, holds]) => !holds(cell(name)))
  if (wrong.length > 0) {
    const problems = Object.fromEntries(wrong.map(([name]) => [name, cell(name)]))
    return { order: null, id: cell('order_id'), problems }
  }
  const order: Order = {
    id: cell('order_id'),
    orderedAt: new Date(cell('ordered_at')),
    customerId: cell('customer_id'),
    country: cell('country'),
    sku: cell('sku'),
    quantity: Number(cell('quantity')),
    unitPrice: Number(cell('unit_price')),
    currency: cell('currency'),
    payment: cell('payment'),
  }
  return { order }
}

/** `Date` accepts the 31st of September and makes it the 1st of October: the text must survive the round trip. */
function isTimestamp(text: string): boolean {
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString() === text.replace('Z', '.000Z')
}
