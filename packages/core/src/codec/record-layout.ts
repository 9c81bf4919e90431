/**
 * A record: a fixed head, the bound context as whole int32 words, then the sections its flags name,
 * in this order: logger name, message, exception, data, value, args. Records start on 8 bytes.
 *
 * | offset | type | what                                                  |
 * |--------|------|-------------------------------------------------------|
 * | 0      | u32  | length in bytes, padding excluded                      |
 * | 4      | u8   | flags                                                  |
 * | 5      | u8   | level                                                  |
 * | 6      | u16  | logger name: dictionary id, 0 = inline                 |
 * | 8      | f64  | time, milliseconds since 1970                          |
 * | 16     | u32  | message: dictionary id, 0 = inline                     |
 * | 20     | u32  | words of context that follow the head                  |
 */
export const RECORD_HEAD = 24
export const OFFSET_FLAGS = 4
export const OFFSET_LEVEL = 5
export const OFFSET_LOGGER = 6
export const OFFSET_TIME = 8
export const OFFSET_MESSAGE = 16
export const OFFSET_CONTEXT_WORDS = 20

export const FLAG_EXCEPTION = 1
export const FLAG_DATA = 2
export const FLAG_VALUE = 4
export const FLAG_ARGS = 8
/** Written by the pipeline itself (a loss record): outside the conservation counts. */
export const FLAG_INTERNAL = 16
/** Set by the pipeline in the ring: at least one sink will not get it. */
export const FLAG_MISSED = 32
/** Set by the pipeline in the ring: filtered, or not to be decoded. No sink is offered it. */
export const FLAG_LEFT_OUT = 64

/** Context blocks: u32 id, u32 bytes of payload; then an encoded object, padded to whole words. */
export const BLOCK_HEAD_WORDS = 2

export const align8 = (n: number): number => (n + 7) & ~7
