import { defineSink } from 'fapilog'

export default defineSink(() => ({ write: () => undefined }))

/** Holds up every thread that loads it. */
for (;;);
