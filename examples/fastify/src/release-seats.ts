import { randomUUID } from 'node:crypto'
import { runWithContext } from '@fapilog/fastify'
import type { BoxOffice } from './box-office.ts'

/** A background job: it has no request, so it brings a context of its own. Returns a function that stops it. */
export function startReleasing(office: BoxOffice, everyMs: number): () => void {
  const timer = setInterval(() => {
    runWithContext({ job: 'release-seats', correlation_id: randomUUID() }, () => {
      for (const { id } of office.concerts) office.release(id, 1)
    })
  }, everyMs)
  return () => clearInterval(timer)
}
