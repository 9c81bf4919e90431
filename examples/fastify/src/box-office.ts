import { setTimeout as delay } from 'node:timers/promises'
import { getLogger } from 'fapilog'

// Made when the module is loaded, before anything is configured: it joins the pipeline of the process.
const logger = getLogger('box-office')

export interface Concert {
  readonly id: string
  readonly title: string
  readonly cents: number
}

/** Fastify answers with the status of an error that has one. */
class SoldOutError extends Error {
  readonly statusCode = 409
}

export interface BoxOffice {
  readonly concerts: readonly Concert[]
  find(id: string): Concert | undefined
  seats(id: string): number
  /** Rejects with SoldOutError. */
  sell(id: string, seats: number): Promise<void>
  release(id: string, seats: number): void
}

/** Stands in for a database. Its lines carry the ids of the request that they were made for. */
export function openBoxOffice(): BoxOffice {
  const concerts: readonly Concert[] = [
    { id: 'mahler', title: 'Symphony No. 2', cents: 4900 },
    { id: 'haydn', title: 'The Creation', cents: 3900 },
    { id: 'ligeti', title: 'Atmosphères', cents: 2900 },
  ]
  const free = new Map(concerts.map(({ id }) => [id, 100]))
  const seats = (id: string): number => free.get(id) ?? 0
  return {
    concerts,
    seats,
    find: (id) => concerts.find((concert) => concert.id === id),
    async sell(id, wanted) {
      await delay(1)
      const left = seats(id) - wanted
      if (left < 0) throw new SoldOutError(`only ${seats(id)} seats left for ${id}`)
      free.set(id, left)
      logger.debug('sold', { concert: id, seats: wanted, left })
    },
    release(id, more) {
      free.set(id, seats(id) + more)
      logger.info('released', { concert: id, seats: more })
    },
  }
}
