import { defineSink } from 'fapilog'

export default defineSink(() => ({ write: () => undefined }))

/** Its module ends the thread that loads it. */
process.exit(1)
