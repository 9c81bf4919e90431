/**
 * What one record may cost, whatever it is given. Sizes are characters or items as named; the printed
 * line is bounded a second time by the formatter, because escaping can make a text six times longer.
 */
export const MAX_DEPTH = 8
export const MAX_KEYS = 256
export const MAX_ITEMS = 128
export const MAX_STRING = 8192
export const MAX_KEY = 256
export const MAX_CONTEXT_BYTES = 8192
/** Beyond this `toString` is quadratic; compared before it is called. */
export const MAX_BIGINT_BITS = 4096
export const MAX_AGGREGATED_ERRORS = 16
/** Names of symbols, functions and classes, and texts of placeholders. */
export const MAX_NAME = 256
/** A printed line with its newline: a hard bound. */
export const MAX_LINE_BYTES = 65_536

/** Texts longer than this are never interned. */
export const MAX_INTERNED_TEXT = 256
export const MAX_INTERNED_TEXTS = 4096
export const MAX_SHAPE_NODES = 8192
export const MAX_SHAPE_CHILDREN = 32
export const MAX_SHAPE_KEYS = 64
/** Nodes that one message may claim, so that a call site with generated keys starves no other. */
export const MAX_NODES_PER_ROOT = 256

/**
 * Bytes at a record's end that strings and objects leave free, so that the last key, a scalar and one
 * truncation mark for each open level always fit without a check at every write.
 */
export const RECORD_MARGIN = 3072
