import { type Batch, defineSink, type SinkContext } from 'fapilog'
import type { Equal, Expect } from './expect-type.ts'

export interface ASinkOptions {
  readonly url: string
  readonly retries?: number
}

export default defineSink((options: ASinkOptions, context) => {
  type Context = Expect<Equal<typeof context, SinkContext>>
  const seen: Context | string = options.url
  return {
    write(batch) {
      type Given = Expect<Equal<typeof batch, Batch>>
      const bytes: Uint8Array = batch.bytes()
      const given: Given | number = bytes.byteLength
      void [seen, given, batch.count, batch.lines(), batch.events()[0]?.data['x']]
    },
    flush: async () => undefined,
  }
})
