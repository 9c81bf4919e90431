import { defineSink } from '../../../src/index.ts'

export default defineSink(() => ({
  write() {
    throw new Error('on purpose')
  },
}))
