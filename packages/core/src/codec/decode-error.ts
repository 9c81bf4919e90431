/** Bytes that no encoder of ours wrote: the record is counted as failed and skipped. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}
