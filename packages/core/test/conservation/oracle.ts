import type { DrainResult } from '../../src/index.ts'
import type { Line } from '../lines.ts'
import { type Payload, payloadOf } from './payload.ts'
import { maxBytesOf, type RunOptions } from './run-options.ts'

export interface Findings {
  readonly delivered: number
  readonly lost: number
  readonly lossRecords: number
  /** The first ten things that are wrong; none: everything is accounted for. */
  readonly wrong: readonly string[]
}

const MOST_WRONG = 10

/**
 * Outside the process that logs: reads what came out, derives what went in, and alone decides. Every record that
 * arrives must be the one of its number, whole, later than the one before; every record that does not must be counted
 * in a loss record that stands before the next one.
 */
export class Oracle {
  readonly #options: RunOptions
  readonly #wrong: string[] = []
  /** Number of the next record that may arrive. */
  #next = 0
  #delivered = 0
  #lossRecords = 0
  /** Lost according to the gaps, and according to the loss records: by level. */
  readonly #missing = new Map<string, number>()
  readonly #announced = new Map<string, number>()

  constructor(options: RunOptions) {
    this.#options = options
  }

  line(text: string): void {
    let line: Line
    try {
      line = JSON.parse(text) as Line
    } catch {
      this.#fail(`no JSON after record ${this.#next - 1}: ${text.slice(0, 200)}`)
      return
    }
    if (line.message === 'records_lost') this.#loss(line)
    else this.#record(line)
  }

  /** After the last line, with what the process itself has counted. */
  judge(result: DrainResult): Findings {
    this.#skipTo(this.#options.count)
    this.#compareLosses('at the end')
    const lost = sum(this.#missing)
    const { queue_full, reentrant, encode_failed } = result.dropped
    const dropped = queue_full + reentrant + encode_failed
    this.#expect('submitted', result.submitted, this.#options.count)
    this.#expect('delivered', result.delivered, this.#delivered)
    this.#expect('dropped', dropped, lost)
    this.#expect('pending', result.pending, 0)
    this.#expect('failed', result.failed, 0)
    this.#expect('filtered', result.filtered.level, 0)
    this.#expect('complete', Number(result.complete), 1)
    return { delivered: this.#delivered, lost, lossRecords: this.#lossRecords, wrong: this.#wrong }
  }

  #record(line: Line): void {
    const { i } = line.data
    if (typeof i !== 'number' || i < this.#next || i >= this.#options.count) {
      this.#fail(`record ${String(i)} where ${this.#next} or later was due`)
      return
    }
    this.#skipTo(i)
    this.#compareLosses(`before record ${i}`)
    this.#next = i + 1
    this.#delivered++
    const expected = this.#payload(i)
    if (line.level !== expected.level.toUpperCase() || !isSame(line.data, expected.fields)) {
      this.#fail(`record ${i} is not what was logged: ${JSON.stringify(line).slice(0, 300)}`)
    }
  }

  #loss(line: Line): void {
    const { count, levels, reason } = line.data
    this.#lossRecords++
    let total = 0
    for (const [level, lost] of Object.entries(levels as Record<string, number>)) {
      add(this.#announced, level, lost)
      total += lost
    }
    if (total !== count || reason !== 'queue_full')
      this.#fail(`a loss record that contradicts itself: ${JSON.stringify(line)}`)
  }

  /** Records between the last one and this have not come. */
  #skipTo(i: number): void {
    for (; this.#next < i; this.#next++) add(this.#missing, this.#payload(this.#next).level.toUpperCase(), 1)
  }

  #compareLosses(where: string): void {
    for (const level of new Set([...this.#missing.keys(), ...this.#announced.keys()])) {
      this.#expect(
        `${level} announced as lost ${where}`,
        this.#announced.get(level) ?? 0,
        this.#missing.get(level) ?? 0,
      )
    }
  }

  #payload(i: number): Payload {
    return payloadOf(this.#options.seed, i, maxBytesOf(this.#options))
  }

  #expect(what: string, found: number, expected: number): void {
    if (found !== expected) this.#fail(`${what}: ${found} instead of ${expected}`)
  }

  #fail(what: string): void {
    if (this.#wrong.length < MOST_WRONG) this.#wrong.push(what)
  }
}

function isSame(found: Readonly<Record<string, unknown>>, expected: Payload['fields']): boolean {
  const keys = Object.keys(expected)
  return Object.keys(found).length === keys.length && keys.every((key) => found[key] === expected[key])
}

function add(counts: Map<string, number>, level: string, n: number): void {
  counts.set(level, (counts.get(level) ?? 0) + n)
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0)
