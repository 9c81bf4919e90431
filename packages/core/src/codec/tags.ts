/** The first byte of every encoded value. */
export const TAG_STRING8 = 1 // u8 length, ASCII
export const TAG_STRING32 = 2 // u32 length, UTF-8
export const TAG_INT32 = 3
export const TAG_FLOAT64 = 4
export const TAG_TRUE = 5
export const TAG_FALSE = 6
export const TAG_NULL = 7
export const TAG_UNDEFINED = 8 // the key is not printed; null in an array
export const TAG_DATE = 9 // f64 milliseconds
/** u16 shape, u16 extras; one value for each key of the shape, then `extras` pairs of string and value. */
export const TAG_OBJECT = 10
export const TAG_ARRAY = 11 // u16 count, values
/** Bytes of an object's head: tag, shape, extras. */
export const OBJECT_HEAD = 5
