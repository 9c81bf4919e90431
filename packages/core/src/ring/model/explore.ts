import { hash } from 'node:crypto'

/**
 * Exhaustive exploration of interleavings. Sound for the real code: its threads share only words that they touch by
 * Atomics, and bytes that an atomic store hands over, so they behave sequentially consistently; every execution is
 * then some order of the shared accesses, which are the steps of a model.
 */
export interface Step<State> {
  /** Whose step it is. */
  readonly actor: string
  readonly name: string
  readonly to: State
}

/** States are JSON: what has the same text is the same state. */
export interface Model<State> {
  readonly start: State
  /** Every step that may come next, of every actor. The same ones whenever it is asked. */
  steps(state: State): readonly Step<State>[]
  /** What must never be; null: nothing wrong. */
  wrong(state: State): string | null
  /** All work is done. */
  done(state: State): boolean
  /**
   * Sets of actors that must be able to finish all work by themselves, from wherever the others stopped. What stands in
   * none of them (a crash, a request) may happen or not.
   */
  readonly progressBy: readonly (readonly string[])[]
}

export interface Verdict {
  readonly states: number
  /** null: every interleaving is right. */
  readonly failure: string | null
  /** The steps that lead there, shortest first found. */
  readonly trace: readonly string[]
}

const MOST_STATES = 3_000_000

/** The text of a state takes half a kilobyte and its digest 20 bytes: of all states only digests are kept. */
const digest = (text: string): string => hash('sha1', text, 'binary')

export function explore<State>(model: Model<State>): Verdict {
  const ids = new Map<string, number>([[digest(JSON.stringify(model.start)), 0]])
  const parents = new Numbers()
  parents.push(-1)
  const finished = new Numbers()
  const edges: Edges = { from: new Numbers(), to: new Numbers(), actor: new Numbers() }
  const actors: string[] = []
  const fail = (failure: string, id: number): Verdict => {
    return { states: ids.size, failure, trace: traceTo(id, model, ids, parents) }
  }

  const first = model.wrong(model.start)
  if (first !== null) return fail(first, 0)
  let layer = new Texts()
  let next = new Texts()
  layer.push(JSON.stringify(model.start))
  // Numbered in the order in which they were found, which is that of the layers.
  let id = 0
  while (layer.length > 0) {
    for (let i = 0; i < layer.length; i++) {
      const state = JSON.parse(layer.at(i)) as State
      if (model.done(state)) finished.push(id)
      for (const { actor, to } of model.steps(state)) {
        const text = JSON.stringify(to)
        const key = digest(text)
        let toId = ids.get(key)
        if (toId === undefined) {
          toId = ids.size
          ids.set(key, toId)
          parents.push(id)
          const failure = model.wrong(to)
          if (failure !== null) return fail(failure, toId)
          if (ids.size > MOST_STATES) throw new Error('the model is too large to explore')
          next.push(text)
        }
        if (!actors.includes(actor)) actors.push(actor)
        edges.from.push(id)
        edges.to.push(toId)
        edges.actor.push(actors.indexOf(actor))
      }
      id++
    }
    layer.clear()
    ;[layer, next] = [next, layer]
  }

  for (const set of model.progressBy) {
    const counts = actors.map((actor) => set.includes(actor))
    const stuck = firstWithoutWay(ids.size, finished, edges, counts)
    if (stuck !== null) return fail(`stuck: ${set.join(', ')} cannot finish from here`, stuck)
  }
  return { states: ids.size, failure: null, trace: [] }
}

/** Goes the way again: that is rare, and the names of all steps would take more room than the states. */
function traceTo<State>(
  id: number,
  model: Model<State>,
  ids: ReadonlyMap<string, number>,
  parents: Numbers,
): string[] {
  const way: number[] = []
  for (let at = id; at > 0; at = parents.at(at)) way.push(at)
  const trace: string[] = []
  let state = model.start
  for (const next of way.reverse()) {
    const step = model.steps(state).find(({ to }) => ids.get(digest(JSON.stringify(to))) === next)
    if (step === undefined) throw new Error('the model gives other steps when it is asked again')
    trace.push(`${step.actor}: ${step.name}`)
    state = step.to
  }
  return trace
}

/** The first state from which no finished one can be reached by the steps of the counted actors. */
function firstWithoutWay(
  states: number,
  finished: Numbers,
  edges: Edges,
  counts: readonly boolean[],
): number | null {
  // The edges backwards, as linked lists: `head` of each state, `next` of each edge.
  const head = new Int32Array(states).fill(-1)
  const next = new Int32Array(edges.to.length)
  for (let edge = 0; edge < next.length; edge++) {
    if (counts[edges.actor.at(edge)] !== true) continue
    const to = edges.to.at(edge)
    next[edge] = head[to] as number
    head[to] = edge
  }
  const reached = new Uint8Array(states)
  const open: number[] = []
  const reach = (id: number): void => {
    if (reached[id] === 1) return
    reached[id] = 1
    open.push(id)
  }
  for (let i = 0; i < finished.length; i++) reach(finished.at(i))
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (let edge = head[id] as number; edge !== -1; edge = next[edge] as number) reach(edges.from.at(edge))
  }
  const stuck = reached.indexOf(0)
  return stuck === -1 ? null : stuck
}

interface Edges {
  readonly from: Numbers
  readonly to: Numbers
  readonly actor: Numbers
}

/** A list of int32: half the size of an array, and outside the heap. */
class Numbers {
  #items = new Int32Array(1024)
  length = 0

  push(item: number): void {
    if (this.length === this.#items.length) {
      const larger = new Int32Array(this.length * 2)
      larger.set(this.#items)
      this.#items = larger
    }
    this.#items[this.length++] = item
  }

  at(index: number): number {
    return this.#items[index] as number
  }
}

/** A list of ASCII texts, outside the heap: as objects the states of two layers outlive the young generation. */
class Texts {
  #bytes = Buffer.allocUnsafeSlow(1 << 20)
  #used = 0
  #ends: number[] = []

  get length(): number {
    return this.#ends.length
  }

  push(text: string): void {
    if (this.#used + text.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(this.#bytes.length * 2)
      this.#bytes.copy(larger)
      this.#bytes = larger
    }
    this.#used += this.#bytes.latin1Write(text, this.#used)
    this.#ends.push(this.#used)
  }

  at(index: number): string {
    return this.#bytes.latin1Slice(this.#ends[index - 1] ?? 0, this.#ends[index])
  }

  clear(): void {
    this.#used = 0
    this.#ends = []
  }
}
