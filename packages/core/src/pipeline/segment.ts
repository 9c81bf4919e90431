/** A batch's part of the ring, until every sink has let go of it. */
export interface Segment {
  /** The position of its first record. */
  readonly start: number
  /** The position after its last record. */
  readonly end: number
  /** The number of the record after its last one. */
  readonly index: number
  readonly filtered: number
  readonly failed: number
  readonly taken: number
}
