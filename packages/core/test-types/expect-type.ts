/** True for one and the same type: also told apart are `any`, optional and readonly. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export type IsAny<T> = 0 extends 1 & T ? true : false

type SomeAny<List extends readonly unknown[]> = true extends { [I in keyof List]: IsAny<List[I]> }[number]
  ? true
  : false

/** Whether `any` is a parameter or the result of a function; of overloads, of the last one. */
export type HasAny<F extends (...args: never[]) => unknown> =
  SomeAny<[...Parameters<F>, ReturnType<F>, Awaited<ReturnType<F>>]> extends true ? true : false

/** Compiles for `true` only. */
export type Expect<T extends true> = T
export type ExpectNot<T extends false> = T
