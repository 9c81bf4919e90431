import { Numbers } from './numbers.ts'
import { StateSet } from './state-set.ts'
import { Texts } from './texts.ts'

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

/** States are JSON: two with the same text are one. */
export interface Model<State> {
  readonly start: State
  /** Every step that may come next, of every actor: the same whenever it is asked. */
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

/** One exploration runs at a time and takes over the memory of the one before: garbage outside the heap stays long. */
const seen = new StateSet()
/** By the number of a state: the one from which it was found first. */
const parents = new Numbers()
const finished = new Numbers()
const edges = { from: new Numbers(), to: new Numbers(), actor: new Numbers() }
const layers: readonly [Texts, Texts] = [new Texts(), new Texts()]

export function explore<State>(model: Model<State>): Verdict {
  for (const memory of [seen, parents, finished, edges.from, edges.to, edges.actor, ...layers]) memory.clear()
  const actors: string[] = []
  const fail = (failure: string, id: number): Verdict => {
    const states = seen.size
    return { states, failure, trace: traceTo(id, model) }
  }

  let [layer, next] = layers
  const start = JSON.stringify(model.start)
  seen.add(start)
  parents.push(-1)
  layer.push(start)
  const first = model.wrong(model.start)
  if (first !== null) return fail(first, 0)
  // States are numbered in the order in which they are found, which is that of the layers.
  for (let id = 0; layer.length > 0; [layer, next] = [next, layer]) {
    next.clear()
    for (let i = 0; i < layer.length; i++, id++) {
      const state = JSON.parse(layer.at(i)) as State
      if (model.done(state)) finished.push(id)
      for (const { actor, to } of model.steps(state)) {
        const text = JSON.stringify(to)
        const found = seen.size
        const toId = seen.add(text)
        if (toId === found) {
          parents.push(id)
          const failure = model.wrong(to)
          if (failure !== null) return fail(failure, toId)
          if (found > MOST_STATES) throw new Error('the model is too large to explore')
          next.push(text)
        }
        if (!actors.includes(actor)) actors.push(actor)
        edges.from.push(id)
        edges.to.push(toId)
        edges.actor.push(actors.indexOf(actor))
      }
    }
  }

  for (const set of model.progressBy) {
    const stuck = firstWithoutWay(actors.map((actor) => set.includes(actor)))
    if (stuck !== null) return fail(`stuck: ${set.join(', ')} cannot finish from here`, stuck)
  }
  return { states: seen.size, failure: null, trace: [] }
}

/** Goes the way once more: the names of all steps would take more room than the states. */
function traceTo<State>(id: number, model: Model<State>): string[] {
  const way: number[] = []
  for (let at = id; at > 0; at = parents.at(at)) way.push(at)
  const trace: string[] = []
  let state = model.start
  for (const next of way.reverse()) {
    const step = model.steps(state).find(({ to }) => seen.add(JSON.stringify(to)) === next)
    if (step === undefined) throw new Error('the model gives other steps when it is asked again')
    trace.push(`${step.actor}: ${step.name}`)
    state = step.to
  }
  return trace
}

/** The first state from which no finished one can be reached by the steps of the counted actors. */
function firstWithoutWay(counts: readonly boolean[]): number | null {
  // The edges backwards, as linked lists: `head` of each state, `next` of each edge.
  const head = new Int32Array(seen.size).fill(-1)
  const next = new Int32Array(edges.to.length)
  for (let edge = 0; edge < next.length; edge++) {
    if (counts[edges.actor.at(edge)] !== true) continue
    const to = edges.to.at(edge)
    next[edge] = head[to] as number
    head[to] = edge
  }
  const reached = new Uint8Array(seen.size)
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
