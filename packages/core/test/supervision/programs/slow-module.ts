import { setTimeout as delay } from 'node:timers/promises'
import { defineSink } from 'fapilog'

// Longer than the time that a process has for its end.
await delay(12_000)

export default defineSink(() => ({ write: () => undefined }))
