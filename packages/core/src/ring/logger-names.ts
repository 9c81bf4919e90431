import type { DictionaryWriter } from '../codec/dictionary.ts'
import { SafeMap } from '../codec/intrinsics.ts'
import { MAX_INTERNED_TEXT } from '../codec/limits.ts'

/** Names travel as u16; beyond that many, and beyond that length, they are written out in each record. */
const MAX_NAMES = 1024

/** The dictionary ids of logger names. */
export class LoggerNames {
  readonly #dictionary: DictionaryWriter
  readonly #refs = new SafeMap<string, number>()

  constructor(dictionary: DictionaryWriter) {
    this.#dictionary = dictionary
  }

  /** 0: the name is written out. */
  ref(name: string): number {
    const known = this.#refs.get(name)
    if (known !== undefined || this.#refs.size >= MAX_NAMES) return known ?? 0
    const id = name.length > MAX_INTERNED_TEXT ? 0 : this.#dictionary.addText(name)
    this.#refs.set(name, id)
    return id
  }
}
