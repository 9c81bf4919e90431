import { freeKey } from '../../codec/placeholders.ts'

/**
 * Different keys of one object can print alike only where a lone surrogate became U+FFFD or where something
 * was cut, which leaves an ellipsis. Alike means that both have the character, so all other keys need no look.
 */
const AMBIGUOUS = /[\ufffd…]/

export const isAmbiguous = (key: string): boolean => AMBIGUOUS.test(key)

/** Keeps apart the keys of one object: of two that print alike, the later one gets a number. */
export class PrintedKeys {
  readonly #known: readonly string[]
  #taken: Set<string> | null = null

  /** `known` are the keys before the first one asked for. */
  constructor(known: readonly string[]) {
    this.#known = known
  }

  print(key: string): string {
    if (!isAmbiguous(key)) return key
    const taken = (this.#taken ??= new Set(this.#known))
    const printed = freeKey(key, (free) => taken.has(free))
    taken.add(printed)
    return printed
  }
}

export function printedKeys(keys: readonly string[]): string[] {
  const printed = new PrintedKeys(keys.filter((key) => !isAmbiguous(key)))
  return keys.map((key) => printed.print(key))
}
