import { defineSink } from 'fapilog'

/** Never answers. */
export default defineSink(() => ({ write: () => new Promise(() => undefined) }))
