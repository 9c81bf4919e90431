import { compileFunction } from 'node:vm'
import { MARK } from './line-counter.ts'
import type { Subject } from './subjects/subject.ts'
import type { Calls } from './task.ts'

/** One place in a program that logs; `i` makes its values differ from call to call. */
export type CallSite = (logger: object, i: number) => unknown

const SITES = 64
const KEYS =
  'order_id status method path duration_ms bytes region shard attempt queue topic partition offset retry reason code ip agent zone'.split(
    ' ',
  )

/** The same sequence in every process, so that all subjects get the same sites. */
function sequence(): () => number {
  let seed = 7
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    return seed / 0x7fffffff
  }
}

/** Two to six fields: integers, short texts made for the call, fractions; a nested object at every eighth site. */
function fieldsOf(site: number, random: () => number): string {
  const keys = KEYS.map((key) => ({ key, order: random() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, 2 + Math.floor(random() * 5))
  const values = ['i', '"v" + (i & 1023)', 'i * 0.5']
  const fields = keys.map(({ key }, k) => `${key}: ${values[k % 3]}`)
  if (site % 8 === 0) fields.push('meta: { a: i, b: "x", c: true }')
  return fields.join(', ')
}

/** The function that makes the Error: ten frames deep, as deep as V8 keeps. */
const FAIL = `function fail(i, depth) {
  if (depth > 0) return fail(i, depth - 1)
  return new TypeError('order ' + i + ' cannot be paid')
}`

function callOf(subject: Subject, calls: Calls, site: number, fields: string): string {
  const message = JSON.stringify(`Message number ${site} ${MARK}`)
  if (calls === 'error') {
    return subject.order === 'message-first'
      ? `return logger.error(${message}, fail(i, 10), { ${fields} })`
      : `return logger.error({ err: fail(i, 10), ${fields} }, ${message})`
  }
  const method = calls === 'disabled' ? 'debug' : 'info'
  return subject.order === 'message-first'
    ? `return logger.${method}(${message}, { ${fields} })`
    : `return logger.${method}({ ${fields} }, ${message})`
}

/** Each site is compiled on its own, as the call sites of a real program are: with its own shapes and its own feedback. */
export function makeCallSites(subject: Subject, calls: Calls): readonly CallSite[] {
  const random = sequence()
  const sites: CallSite[] = []
  for (let site = 0; site < SITES; site++) {
    const call = callOf(subject, calls, site, fieldsOf(site, random))
    const code = calls === 'error' ? `${FAIL}\n${call}` : call
    sites.push(compileFunction(code, ['logger', 'i']) as CallSite)
  }
  return calls === 'one-site' ? [typicalOf(sites)] : sites
}

/** Of about the mean cost: four fields, none nested. Found by its calls, so that it is the same for all subjects. */
function typicalOf(sites: readonly CallSite[]): CallSite {
  const fieldsAt = (site: CallSite): number => {
    let fields: object = {}
    const note = (...args: readonly unknown[]): void => {
      fields = args.find((arg) => typeof arg === 'object') as object
    }
    site({ info: note }, 1)
    return 'meta' in fields ? 0 : Object.keys(fields).length
  }
  return sites.find((site) => fieldsAt(site) === 4) as CallSite
}

/** Calls the sites in turn, in a stride that no branch predictor learns as easily as a plain loop. */
export class CallLoop {
  readonly #sites: readonly CallSite[]
  readonly #target: object
  #at = 0

  constructor(subject: Subject, calls: Calls) {
    this.#sites = makeCallSites(subject, calls)
    this.#target = subject.target
  }

  run(count: number): void {
    const sites = this.#sites
    const target = this.#target
    const mask = sites.length - 1
    const end = this.#at + count
    for (let i = this.#at; i < end; i++) (sites[(i * 7) & mask] as CallSite)(target, i)
    this.#at = end
  }

  /** Calls so far. */
  get made(): number {
    return this.#at
  }

  one(): unknown {
    const sites = this.#sites
    const i = this.#at++
    return (sites[(i * 7) & (sites.length - 1)] as CallSite)(this.#target, i)
  }

  async runAwaited(count: number): Promise<void> {
    const sites = this.#sites
    const target = this.#target
    const mask = sites.length - 1
    const end = this.#at + count
    for (let i = this.#at; i < end; i++) await (sites[(i * 7) & mask] as CallSite)(target, i)
    this.#at = end
  }
}
