import fc from 'fast-check'

/** Builds a value below the objects in `open`, the innermost last: so that cycles can be drawn, too. */
export type Recipe = (open: Open) => unknown
type Open = readonly object[]

class Point {
  x: unknown
  y = 1
  readonly #secret = 'never printed'
  constructor(x: unknown) {
    this.x = x
  }
  get secret(): string {
    return this.#secret
  }
}

class Point3 extends Point {
  z = 2
}

class Money {
  readonly amount: unknown
  constructor(amount: unknown) {
    this.amount = amount
  }
  toJSON(): unknown {
    return { money: this.amount }
  }
}

/** What it gives has a `toJSON`, which is not asked. */
class Purse extends Money {
  override toJSON(): unknown {
    return new Money(this.amount)
  }
}

class Moment extends Date {
  readonly amount: unknown
  constructor(amount: unknown) {
    super(0)
    this.amount = amount
  }
  override toJSON(): string {
    return this.amount as string
  }
}

class Stock extends Map<unknown, unknown> {
  toJSON(): unknown {
    return [this.size, new Moment(this.get('amount')), this.get('amount')]
  }
}

class Price extends Array<unknown> {
  toJSON(): unknown {
    return new Stock([['amount', this[0]]])
  }
}

class NotFound extends Error {
  code: unknown
  constructor(message: string, code: unknown, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Any UTF-16: unpaired halves of surrogates, too. */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.string({ maxLength }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength }) },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd800, max: 0xdfff })), { maxLength })
        .map((codes) => String.fromCharCode(...codes)),
    },
  )

/** Few enough to meet again, so that shapes are reused; the rest tries to mean something. */
const WORDS = [
  'id',
  'count',
  'path',
  'items',
  'user',
  'state',
  'took_ms',
  'ok',
  'note',
  'kind',
  'parent',
  'rate',
]
const ODD = [
  '',
  '__proto__',
  'constructor',
  'prototype',
  'level',
  'timestamp',
  'message',
  'logger',
  'context',
]
const ODDER = [
  'data',
  'diagnostics',
  'message_id',
  'hasOwnProperty',
  'toString',
  'length',
  '0',
  '17',
  '…',
  '\ud800',
]
const KNOWN = [
  'correlation_id',
  'request_id',
  'requestId',
  'user_id',
  'userId',
  'tenantId',
  'trace_id',
  'spanId',
]

const key: fc.Arbitrary<string> = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.constantFrom(...ODD, ...ODDER) },
  { weight: 2, arbitrary: fc.constantFrom(...KNOWN) },
  { weight: 2, arbitrary: anyText(12).filter((text) => text !== 'toJSON') },
)

const leaf: fc.Arbitrary<Recipe> = fc
  .oneof(
    fc.constantFrom<unknown>(
      undefined,
      null,
      true,
      false,
      -0,
      Number.NaN,
      Infinity,
      -Infinity,
      2 ** 31,
      2 ** 53,
    ),
    fc.integer(),
    fc.double(),
    anyText(60),
    fc.bigInt(),
    fc.date({ noInvalidDate: false }),
    fc.string({ maxLength: 8 }).map((text) => Symbol(text)),
    fc.constantFrom(
      () => 1,
      Math.max,
      Point,
      async function work() {},
    ),
    fc.constantFrom(/a"\\b/gu, new URL('https://user:pass@example.com/a?b=c#d'), Promise.resolve(1)),
    fc.constantFrom(Object('text'), Object(7), Object(true), Object(8n), Object(Symbol('boxed'))),
    fc.uint8Array({ maxLength: 10 }),
    fc.float64Array({ maxLength: 4 }),
    fc.bigInt64Array({ maxLength: 4 }),
  )
  .map((value) => () => value)

const ancestor: fc.Arbitrary<Recipe> = fc.nat(3).map((n) => (open: Open) => open[open.length - 1 - n] ?? null)

/** Own fields, set so that `__proto__` is one. */
function assign(target: object, recipes: readonly (readonly [string, Recipe])[], open: Open): object {
  const inner = [...open, target]
  for (const [name, recipe] of recipes) {
    const value = recipe(inner)
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
  }
  return target
}

function throwing(name: string): object {
  const get = (): never => {
    throw new Error(`no ${name}`)
  }
  return Object.defineProperty({ before: 1 }, name, { get, enumerable: true })
}

const { tree } = fc.letrec<{ tree: Recipe; branch: Recipe }>((tie) => {
  const child = tie('tree')
  const fields = fc.array(fc.tuple(key, child), { maxLength: 8 })
  const built = (make: (value: unknown) => object): fc.Arbitrary<Recipe> =>
    child.map((recipe) => (open: Open) => make(recipe(open)))
  return {
    tree: fc.oneof({ maxDepth: 5, withCrossShrink: true }, leaf, tie('branch')),
    branch: fc.oneof(
      { weight: 6, arbitrary: fields.map((all) => (open: Open) => assign({}, all, open)) },
      {
        weight: 1,
        arbitrary: fields.map((all) => (open: Open) => assign(Object.create(null) as object, all, open)),
      },
      {
        weight: 3,
        arbitrary: fc.array(child, { maxLength: 6 }).map((recipes) => (open: Open) => {
          const items: unknown[] = []
          for (const recipe of recipes) items.push(recipe([...open, items]))
          return items
        }),
      },
      { weight: 1, arbitrary: fields.map((all) => (open: Open) => assign(new Point(0), all, open)) },
      { weight: 1, arbitrary: built((value) => new Point3(value)) },
      { weight: 1, arbitrary: built((value) => new Money(value)) },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.constantFrom(Purse, Moment), child).map(
          ([Given, recipe]) =>
            (open: Open) =>
              new Given(recipe(open)),
        ),
      },
      { weight: 1, arbitrary: built((value) => new Stock([['amount', value]])) },
      { weight: 1, arbitrary: built((value) => Price.from([value])) },
      { weight: 1, arbitrary: built((value) => Object.assign(() => 1, { toJSON: () => value })) },
      { weight: 1, arbitrary: built((value) => new Set([value, 'other'])) },
      {
        weight: 1,
        arbitrary: fc.array(fc.tuple(key, child), { maxLength: 4 }).map((pairs) => (open: Open) => {
          const map = new Map<unknown, unknown>()
          for (const [name, recipe] of pairs) map.set(name, recipe([...open, map]))
          return map
        }),
      },
      {
        weight: 1,
        arbitrary: built(
          (value) =>
            new Map<unknown, unknown>([
              [value, 1],
              [2, value],
            ]),
        ),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(anyText(20), fields, fc.option(child))
          .map(([message, all, cause]) => (open: Open) => {
            const options = cause === null ? undefined : { cause: cause(open) }
            return assign(new NotFound(message, 404, options), all, open)
          }),
      },
      { weight: 1, arbitrary: built((value) => new AggregateError([value, new Error('two')], 'many')) },
      { weight: 1, arbitrary: key.map((name) => () => throwing(name)) },
      { weight: 1, arbitrary: ancestor },
    ),
  }
})

const named = fc.array(fc.tuple(key, tree), { maxLength: 10 })

/** A record's own fields: usually an object written at the call. */
export const fields: fc.Arbitrary<() => object> = fc.oneof(
  { weight: 20, arbitrary: named.map((all) => () => assign({}, all, [])) },
  { weight: 1, arbitrary: named.map((all) => () => assign(Object.create(null) as object, all, [])) },
  { weight: 1, arbitrary: named.map((all) => () => assign(new Point(0), all, [])) },
  { weight: 1, arbitrary: tree.map((recipe) => () => new Money(recipe([]))) },
)

export const anyError: fc.Arbitrary<() => Error> = fc
  .tuple(anyText(20), fc.array(fc.tuple(key, tree), { maxLength: 3 }), fc.option(tree))
  .map(([message, all, cause]) => () => {
    const options = cause === null ? undefined : { cause: cause([]) }
    return assign(new NotFound(message, 1, options), all, []) as Error
  })
