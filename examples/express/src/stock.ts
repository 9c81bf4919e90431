import { setTimeout as delay } from 'node:timers/promises'
import { getLogger } from 'fapilog'

// Made when the module is loaded, before anything is configured: it joins the pipeline of the process.
const logger = getLogger('stock')

export interface Product {
  readonly id: string
  readonly name: string
  readonly cents: number
}

export class OutOfStockError extends Error {
  readonly status = 409
}

export interface Stock {
  readonly products: readonly Product[]
  find(id: string): Product | undefined
  /** Throws OutOfStockError. */
  take(id: string, count: number): Promise<void>
  add(id: string, count: number): void
}

/** Stands in for a database. Its lines carry the ids of the request that they were made for. */
export function openStock(): Stock {
  const products: readonly Product[] = [
    { id: 'tea', name: 'Darjeeling', cents: 1290 },
    { id: 'pot', name: 'Tea pot', cents: 3900 },
    { id: 'cup', name: 'Cup', cents: 850 },
  ]
  const counts = new Map(products.map(({ id }) => [id, 100]))
  return {
    products,
    find: (id) => products.find((product) => product.id === id),
    async take(id, count) {
      await delay(1)
      const left = (counts.get(id) ?? 0) - count
      if (left < 0) throw new OutOfStockError(`only ${left + count} left of ${id}`)
      counts.set(id, left)
      logger.debug('taken', { product: id, count, left })
    },
    add(id, count) {
      counts.set(id, (counts.get(id) ?? 0) + count)
      logger.info('restocked', { product: id, count })
    },
  }
}
