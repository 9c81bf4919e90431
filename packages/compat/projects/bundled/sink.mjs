import { writeSync } from 'node:fs'
import { defineSink } from 'fapilog'

/** Says so on standard error when it has had every line, in order. */
export default defineSink(({ count }) => {
  let next = 0
  return {
    write(batch) {
      for (const { data } of batch.events()) if (data.n === next) next += 1
      if (next === count) writeSync(2, 'the sink has all lines\n')
    },
  }
})
