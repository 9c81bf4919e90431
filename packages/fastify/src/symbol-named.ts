/** The symbol with which an object, or one that it inherits from, keeps something: another library's own, found by its name. */
export function symbolNamed(object: object, name: string): symbol | undefined {
  let owner: object | null = object
  while (owner !== null) {
    const key = Object.getOwnPropertySymbols(owner).find(({ description }) => description === name)
    if (key !== undefined) return key
    owner = Object.getPrototypeOf(owner) as object | null
  }
  return undefined
}

/** What it keeps there; undefined: nothing. */
export function valueNamed(object: object, name: string): unknown {
  const key = symbolNamed(object, name)
  return key === undefined ? undefined : (object as { readonly [key: symbol]: unknown })[key]
}
