/**
 * The level that somebody chose for a logger, if anybody did. One for each name and facade-independent, so
 * that `getLogger('db')` and `getAsyncLogger('db')` have one level; children and named loggers ask upwards.
 */
export class LevelChoice {
  own: number | null = null
  readonly #parent: LevelChoice | null

  constructor(parent: LevelChoice | null) {
    this.#parent = parent
  }

  /** null: nobody chose, the level of the configuration applies. */
  get chosen(): number | null {
    return this.own ?? this.#parent?.chosen ?? null
  }
}
