import { randomUUID } from 'node:crypto'
import { runWithContext } from 'fapilog'
import type { Stock } from './stock.ts'

/** A background job: it has no request, so it brings a context of its own. Returns a function that stops it. */
export function startRestocking(stock: Stock, everyMs: number): () => void {
  const timer = setInterval(() => {
    runWithContext({ job: 'restock', correlation_id: randomUUID() }, () => {
      for (const { id } of stock.products) stock.add(id, 10)
    })
  }, everyMs)
  return () => clearInterval(timer)
}
