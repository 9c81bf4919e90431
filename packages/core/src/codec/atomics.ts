/**
 * As they were when this module was loaded: the application may replace a global function for a moment, and a
 * position that was moved in one place and not in another would make nonsense of every later record.
 */
export const { add, load, notify, store, wait } = Atomics
