import { createContext, runInContext } from 'node:vm'
import { hostileTexts } from './hostile-texts.ts'

export interface HostileValue {
  readonly name: string
  readonly make: () => unknown
  /** Documented as linear: a million own keys, or the first touch of a text that was put together. */
  readonly linear: boolean
  /** Changes when it is only looked at: its own doing. */
  readonly restless: boolean
}

/**
 * The list, as a function without imports: its text also runs in another realm. Each entry is a name and what
 * makes the value; `linear` marks the two costs that stay proportional to the input.
 */
function hostileObjects(): Record<string, () => unknown> {
  const fail = (): never => {
    throw new Error('hostile')
  }
  const getter = (key: PropertyKey, get: () => unknown, target: object = {}): object =>
    Object.defineProperty(target, key, { get, enumerable: true, configurable: true })
  const traps: Record<string, () => never> = {}
  for (const trap of Reflect.ownKeys(Reflect)) if (typeof trap === 'string') traps[trap] = fail
  const revoked = (target: object): unknown => {
    const { proxy, revoke } = Proxy.revocable(target, {})
    revoke()
    return proxy
  }
  const nest = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
    let value: unknown = 1
    for (let i = 0; i < depth; i++) value = wrap(value)
    return value
  }
  const cycle = <T extends object>(target: T, tie: (target: T) => void): T => {
    tie(target)
    return target
  }
  const keyed = (...keys: string[]): object => {
    const target = {}
    for (const key of keys) {
      Object.defineProperty(target, key, {
        value: `at ${key.slice(0, 20)}`,
        enumerable: true,
        writable: true,
      })
    }
    return target
  }
  const keyedBy = (key: string, value: unknown): object => ({ [key]: value })
  const manyKeys = (n: number): object => {
    const target: Record<string, number> = {}
    for (let i = 0; i < n; i++) target[`key ${i}`] = i
    return target
  }
  class Private {
    readonly #hidden = 1
    shown = 2
    get both(): number {
      return this.#hidden + this.shown
    }
  }
  class Sly extends Array<number> {
    static override get [Symbol.species](): never {
      return fail()
    }
    override [Symbol.iterator](): never {
      return fail()
    }
  }
  let changes = 0
  return {
    'a bigint': () => 12345678901234567890n,
    'a bigint of a million bits': () => 1n << 1_000_000n,
    'minus zero': () => -0,
    'not a number': () => Number.NaN,
    infinity: () => -Infinity,
    'the largest number': () => Number.MAX_VALUE,
    undefined: () => undefined,
    null: () => null,
    'an object in itself': () => cycle({ a: 1 } as Record<string, unknown>, (o) => (o.self = { again: o })),
    'a list in itself': () => cycle([] as unknown[], (a) => a.push(a, [a])),
    'a map in itself': () => cycle(new Map<unknown, unknown>(), (m) => m.set('self', m).set(m, m)),
    'a set in itself': () => cycle(new Set<unknown>(), (s) => s.add(s)),
    'two to the thirty paths': () => nest(30, (inner) => ({ left: inner, right: inner })),
    'two to the thirty paths in lists': () => nest(30, (inner) => [inner, inner]),
    'an object 100,000 deep': () => nest(100_000, (inner) => ({ inner })),
    'a list 100,000 deep': () => nest(100_000, (inner) => [inner]),
    'errors 10,000 deep': () => nest(10_000, (cause) => new Error('deep', { cause })),
    'linear: 200,000 keys': () => manyKeys(200_000),
    '10,000 keys': () => manyKeys(10_000),
    'a sparse list': () => cycle([1] as unknown[], (a) => (a.length = 2 ** 32 - 1)),
    'a list of a million': () => Array.from({ length: 1_000_000 }, (_, i) => i),
    arguments: () => {
      const collect = function (): unknown {
        // oxlint-disable-next-line prefer-rest-params
        return arguments
      }
      return Reflect.apply(collect, null, [1, 'two', { three: 3 }])
    },
    'a list with a getter': () => getter(0, fail, [1, 2]),
    'a list with a hostile length': () =>
      new Proxy([1], { get: (t, k) => (k === 'length' ? { valueOf: fail } : (t as never)[k]) }),
    'a list with a symbol for a length': () =>
      new Proxy([1], { get: (t, k) => (k === 'length' ? Symbol('n') : (t as never)[k]) }),
    'a list that claims 2^53 items': () =>
      new Proxy([1], { get: (t, k) => (k === 'length' ? 2 ** 53 : (t as never)[k]) }),
    'a class of lists': () => Sly.of(1, 2, 3),
    'a list with an iterator that throws': () =>
      Object.assign([1, 2], { [Symbol.iterator]: fail, map: fail, toJSON: fail }),
    'typed arrays': () => [new Uint8Array(9), new Float64Array([Number.NaN, -0]), new BigInt64Array([-1n])],
    'a huge typed array': () => new Uint8Array(10_000_000),
    'a view into a pool': () => new DataView(new ArrayBuffer(64), 8, 4),
    'shared memory': () => [new SharedArrayBuffer(9), new Uint8Array(new SharedArrayBuffer(9), 2, 3)],
    'detached memory': () => {
      const view = new Uint8Array(8)
      const window = new DataView(view.buffer)
      ;(view.buffer as unknown as { transfer(): void }).transfer()
      return [view, view.buffer, window]
    },
    'a map with hostile methods': () =>
      Object.assign(new Map([['a', 1]]), { entries: fail, forEach: fail, [Symbol.iterator]: fail }),
    'a map whose size throws': () => getter('size', fail, new Map([['a', 1]])),
    'a map with a toJSON key': () => new Map<unknown, unknown>([['toJSON', fail]]),
    'a map of a million': () => new Map(Array.from({ length: 1_000_000 }, (_, i) => [`k${i}`, i])),
    'a map with objects for keys': () =>
      new Map<unknown, unknown>([
        [{}, 1],
        [fail, fail],
        [Symbol('s'), null],
      ]),
    'a set of a million': () => new Set(Array.from({ length: 1_000_000 }, (_, i) => i)),
    'weak collections': () => [new WeakMap(), new WeakSet(), new WeakRef({})],
    'something with the prototype of a map': () => Object.create(Map.prototype),
    'something with the prototype of a date': () => Object.create(Date.prototype),
    'something with the prototype of a promise': () => Object.create(Promise.prototype),
    'something with the prototype of an error': () => Object.create(Error.prototype),
    'something with the prototype of typed arrays': () => Object.create(Uint8Array.prototype),
    'a class with private fields': () => new Private(),
    'a class without a constructor': () => Object.create({ constructor: null, inherited: 1 }),
    'frozen things': () => Object.freeze({ list: Object.freeze([1, Object.freeze({ a: 1 })]) }),
    'no prototype': () => Object.assign(Object.create(null) as object, { a: 1, toString: 1 }),
    'a getter that throws': () => getter('bad', fail, { before: 1 }),
    'a getter that throws nothing': () =>
      getter('bad', () => {
        // oxlint-disable-next-line typescript/only-throw-error
        throw undefined
      }),
    'a getter that throws something hostile': () =>
      getter('bad', () => {
        // oxlint-disable-next-line typescript/only-throw-error
        throw new Proxy({}, traps as never)
      }),
    'a getter that changes': () =>
      getter('changing', () => (changes++ % 2 === 0 ? 'text' : { now: 'object' })),
    'restless: a getter that adds and deletes': () => {
      const target: Record<string, unknown> = { first: 1, second: 2, third: 3 }
      return getter(
        'fourth',
        () => (delete target.fifth, (target.sixth = 6)),
        Object.assign(target, { fifth: 5 }),
      )
    },
    'a symbol key that throws': () => getter(Symbol('key'), fail, { a: 1 }),
    'toJSON that throws': () => ({ toJSON: fail }),
    'toJSON that gives itself': () => cycle({ a: 1, toJSON: null as unknown }, (o) => (o.toJSON = () => o)),
    'toJSON that gives a promise': () => ({ toJSON: () => Promise.resolve(1) }),
    'toJSON that gives undefined': () => ({ a: 1, toJSON: () => undefined }),
    'toJSON that gives a function': () => ({ toJSON: () => fail }),
    'toJSON that gives a hostile object': () => ({ toJSON: () => getter('bad', fail) }),
    'toJSON that gives a new one of its kind': () => {
      const make = (): object => ({ toJSON: make })
      return make()
    },
    'toJSON of a class, in itself': () =>
      new (class {
        list = [this]
        toJSON(): unknown {
          return { me: this, list: this.list }
        }
      })(),
    'toJSON that is no function': () => ({ toJSON: 'text' }),
    'toJSON behind a getter': () => getter('toJSON', fail),
    'a proxy that throws at everything': () => new Proxy({ a: 1 }, traps as never),
    'a proxy of a list that throws': () => new Proxy([1], traps as never),
    'a proxy of a function that throws': () => new Proxy(fail, traps as never),
    'a proxy of an error': () => new Proxy(new Error('inside'), {}),
    'a proxy of a map': () => new Proxy(new Map([['a', 1]]), {}),
    'a proxy of a date': () => new Proxy(new Date(0), {}),
    'a proxy of a class instance': () => new Proxy(new Private(), {}),
    'a proxy with an endless chain of prototypes': () => {
      const chain = (): object => new Proxy({}, { getPrototypeOf: chain })
      return { chain: chain() }
    },
    'a proxy that lies about its keys': () =>
      new Proxy(
        {},
        {
          ownKeys: () => ['a', 'b', '\ud800'],
          getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
        },
      ),
    'a revoked object': () => revoked({}),
    'a revoked list': () => revoked([]),
    'a revoked function': () => revoked(fail),
    'conversions that throw': () => ({ [Symbol.toPrimitive]: fail, toString: fail, valueOf: fail }),
    'a tag that throws': () => getter(Symbol.toStringTag, fail, { a: 1 }),
    'a constructor that throws': () => Object.create(getter('constructor', fail)),
    'an error with a stack that throws': () => getter('stack', fail, new Error('stack')),
    'an error with a message that throws': () => getter('message', fail, new Error('message')),
    'an error whose name throws': () => getter('name', fail, new Error('name')),
    'an error without a message': () => cycle(new Error('x'), (e) => Reflect.deleteProperty(e, 'message')),
    'an error with an object for a message': () =>
      Object.assign(new Error('x'), { message: { a: 1 }, stack: 7, name: null }),
    'an error with toJSON': () =>
      Object.assign(new Error('json'), { toJSON: () => 'replaced', config: { url: '/' } }),
    'an error with __proto__': () => Object.assign(new Error('proto'), keyed('__proto__', 'constructor')),
    'an error without a prototype': () => Object.setPrototypeOf(new Error('bare'), null),
    'an error in its cause': () => cycle(new Error('cyclic'), (e) => (e.cause = { again: e })),
    'an aggregate of 10,000': () =>
      new AggregateError(
        Array.from({ length: 10_000 }, (_, i) => new Error(`e${i}`)),
        'many',
      ),
    'an aggregate with a hostile list': () =>
      Object.defineProperty(new AggregateError([]), 'errors', { value: new Proxy([], traps as never) }),
    'an invalid date': () => new Date(Number.NaN),
    'a date with hostile methods': () =>
      Object.assign(new Date(0), { toJSON: fail, toISOString: fail, getTime: fail, valueOf: fail }),
    'the last date': () => [new Date(8.64e15), new Date(-8.64e15)],
    'boxed values with hostile methods': () => [
      Object.assign(Object('text') as object, { valueOf: fail, toString: fail }),
      Object(1n),
      Object(Symbol('s')),
    ],
    'a function whose name throws': () => getter('name', fail, () => 1),
    'functions of all kinds': () => [class A {}, async () => 1, function* () {}, Math.max.bind(null), fail],
    'a generator at work': () =>
      (function* () {
        yield 1
      })(),
    'a promise that rejects': () => cycle(Promise.reject(new Error('quiet')), (p) => void p.catch(() => 1)),
    'something with then': () => keyedBy('then', fail),
    'a pattern with hostile properties': () => getter('source', fail, /x/g),
    'restless: the global object': () => globalThis,
    'built-in objects': () => [
      Object.prototype,
      Function.prototype,
      Math,
      JSON,
      Reflect,
      Intl,
      Atomics,
      Symbol.iterator,
    ],
    'null prototypes in between': () =>
      Object.create(Object.create(null, { inherited: { value: 1, enumerable: true } }) as object),
  }
}

const entries = (all: Record<string, () => unknown>, realm: string): HostileValue[] =>
  Object.entries(all).map(([name, make]) => ({
    name: `${realm}${name}`,
    make,
    linear: name.startsWith('linear'),
    restless: name.startsWith('restless'),
  }))

/** The list in this realm, and the same values made by the code of another one. */
export function hostileValues(): readonly HostileValue[] {
  const context = createContext({})
  return [hostileObjects, hostileTexts].flatMap((list) => {
    const foreign = runInContext(`(${list.toString()})()`, context) as Record<string, () => unknown>
    return [...entries(list(), ''), ...entries(foreign, 'of another realm: ')]
  })
}
