import { defineSink } from 'fapilog'

export interface SlowOptions {
  /** What it takes for a batch; null: it never answers. */
  readonly ms: number | null
}

export default defineSink(({ ms }: SlowOptions) => ({
  write: () => new Promise((resolve) => ms !== null && setTimeout(resolve, ms)),
}))
