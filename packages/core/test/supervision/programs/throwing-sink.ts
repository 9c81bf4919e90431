import { defineSink } from 'fapilog'

export default defineSink(() => ({
  write() {
    throw new Error('on purpose')
  },
}))
