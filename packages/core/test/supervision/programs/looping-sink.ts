import { defineSink } from '../../../src/index.ts'

export default defineSink(() => ({ write: () => undefined }))

/** Its module never comes to its end. */
for (;;);
