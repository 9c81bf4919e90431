import { setTimeout as delay } from 'node:timers/promises'
import { defineSink } from '../../../src/index.ts'

// Longer than the time that a process has for its end.
await delay(12_000)

export default defineSink(() => ({ write: () => undefined }))
