import type { EncodeContext } from '../codec/context-block.ts'
import type { ProducerOptions } from '../ring/producer.ts'

/** What records are made with, shared by all pipelines of the process. */
export type RecordMaking<Handle> = Pick<
  ProducerOptions,
  'levels' | 'exotic' | 'keySerializers' | 'surroundings'
> & {
  readonly encodeContext: EncodeContext
  /** A pipeline has something to drain at exit (true), or nothing any more (false). */
  readonly onActive: (handle: Handle, active: boolean) => void
}
