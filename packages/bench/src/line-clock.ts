import type { Readable } from 'node:stream'
import { percentiles, type Samples } from './measurement.ts'

/** Reads a subject's lines from a pipe and takes the time from the call, which stands in `called_at`, to the read. */
export class LineClock {
  #rest = ''
  #lags: number[] = []
  #seen = 0
  #bytes = 0
  #firstCall = Number.POSITIVE_INFINITY
  #lastRead = 0

  constructor(lines: Readable) {
    lines.setEncoding('utf8')
    lines.on('data', (text: string) => this.#take(text, Number(process.hrtime.bigint())))
  }

  #take(text: string, readAt: number): void {
    this.#bytes += text.length
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      const calledAt = /"called_at":(\d+)/.exec(line)?.[1]
      if (calledAt === undefined) continue
      this.#seen++
      this.#lags.push((readAt - Number(calledAt)) / 1000)
      this.#firstCall = Math.min(this.#firstCall, Number(calledAt))
      this.#lastRead = readAt
    }
  }

  get seen(): number {
    return this.#seen
  }

  get bytesPerLine(): number {
    return Math.round(this.#bytes / this.#seen)
  }

  /** Milliseconds from the first call since the last question to the last line. */
  takeBurst(): Samples {
    const delivered = (this.#lastRead - this.#firstCall) / 1e6
    this.#firstCall = Number.POSITIVE_INFINITY
    return { 'last line read': [delivered] }
  }

  /** In microseconds, since the last question. */
  take(): Samples {
    const lags = Float64Array.from(this.#lags)
    this.#lags = []
    return percentiles(lags)
  }
}
