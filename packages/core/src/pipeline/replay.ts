import { acknowledgedBy } from '../ring/layout.ts'
import type { Caution } from './thread-messages.ts'

/**
 * What a thread has to know that takes the place of one that died: some sinks have records already that others still
 * miss, and one of the records may be what it died of.
 */
export class Replay {
  /** The position up to which each sink has everything, where that lies ahead; by index. */
  readonly #ahead = new Map<number, number>()
  #caution: Caution | null

  constructor(control: Int32Array, sinks: number, position: number, caution: Caution | null) {
    this.#caution = caution
    for (let sink = 0; sink < sinks; sink++) {
      const acknowledged = Atomics.load(control, acknowledgedBy(sink))
      if (((acknowledged - position) | 0) > 0) this.#ahead.set(sink, acknowledged)
    }
  }

  /** Whether the batch that `room` was asked for last may be deadly. */
  get cautious(): boolean {
    return this.#caution !== null
  }

  /** Whether the sink has all records before `end`, where a batch ends. */
  has(sink: number, end: number): boolean {
    const acknowledged = this.#ahead.get(sink)
    return acknowledged !== undefined && ((acknowledged - end) | 0) >= 0
  }

  /** Whether the record at this position is deadly for a sink (index), or for whoever formats it (null). */
  isPoison(position: number, sink: number | null): boolean {
    const poison = this.#caution?.poison ?? null
    return poison !== null && poison.position === position && poison.sink === sink
  }

  /**
   * Bytes that the batch at `position` may hold, beyond its first record: up to where the next sink joins in, and less
   * where one of them may be deadly.
   */
  room(position: number): number {
    let room = this.#cautiousRoom(position)
    for (const [sink, acknowledged] of this.#ahead) {
      const left = (acknowledged - position) | 0
      if (left <= 0) this.#ahead.delete(sink)
      else room = Math.min(room, left)
    }
    return room
  }

  /** A record that is known to be deadly has a batch of its own. */
  #cautiousRoom(position: number): number {
    const caution = this.#caution
    if (caution === null) return Number.POSITIVE_INFINITY
    const left = (caution.until - position) | 0
    if (left <= 0) {
      this.#caution = null
      return Number.POSITIVE_INFINITY
    }
    const untilPoison = caution.poison === null ? -1 : (caution.poison.position - position) | 0
    if (untilPoison === 0) return 1
    return Math.min(caution.most, left, untilPoison > 0 ? untilPoison : left)
  }
}
