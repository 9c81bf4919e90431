import { defineSink } from 'fapilog'

export default defineSink(() => ({ write: () => undefined }))

/** Its module never comes to its end. */
for (;;);
