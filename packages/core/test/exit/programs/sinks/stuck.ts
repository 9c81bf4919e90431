import { defineSink } from '../../../../src/index.ts'

/** Never answers. */
export default defineSink(() => ({ write: () => new Promise(() => undefined) }))
