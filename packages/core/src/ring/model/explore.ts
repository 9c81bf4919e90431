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

export interface Model<State> {
  readonly start: State
  /** Every step that may come next, of every actor. */
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

export function explore<State>(model: Model<State>): Verdict {
  const ids = new Map<string, number>([[JSON.stringify(model.start), 0]])
  const parents = [-1]
  const names = ['']
  const finished: number[] = []
  /** Triples: from, to, index of the actor. */
  const edges: number[] = []
  const actors: string[] = []
  const traceTo = (id: number): string[] => {
    const trace: string[] = []
    for (let at = id; at > 0; at = parents[at] as number) trace.push(names[at] as string)
    return trace.reverse()
  }

  const first = model.wrong(model.start)
  if (first !== null) return { states: 1, failure: first, trace: [] }
  let layer: [number, State][] = [[0, model.start]]
  while (layer.length > 0) {
    const next: [number, State][] = []
    for (const [id, state] of layer) {
      if (model.done(state)) finished.push(id)
      for (const { actor, name, to } of model.steps(state)) {
        const key = JSON.stringify(to)
        let toId = ids.get(key)
        if (toId === undefined) {
          toId = ids.size
          ids.set(key, toId)
          parents.push(id)
          names.push(`${actor}: ${name}`)
          const failure = model.wrong(to)
          if (failure !== null) return { states: ids.size, failure, trace: traceTo(toId) }
          if (ids.size > MOST_STATES) throw new Error('the model is too large to explore')
          next.push([toId, to])
        }
        if (!actors.includes(actor)) actors.push(actor)
        edges.push(id, toId, actors.indexOf(actor))
      }
    }
    layer = next
  }

  for (const set of model.progressBy) {
    const stuck = firstWithoutWay(ids.size, finished, edges, (actor) => set.includes(actors[actor] as string))
    if (stuck !== null) {
      const failure = `stuck: ${set.join(', ')} cannot finish from here`
      return { states: ids.size, failure, trace: traceTo(stuck) }
    }
  }
  return { states: ids.size, failure: null, trace: [] }
}

/** The first state from which no finished one can be reached by the steps of the counted actors. */
function firstWithoutWay(
  states: number,
  finished: readonly number[],
  edges: readonly number[],
  counts: (actor: number) => boolean,
): number | null {
  // The edges backwards, as linked lists: `head` of each state, `next` of each edge.
  const head = new Int32Array(states).fill(-1)
  const next = new Int32Array(edges.length / 3)
  for (let edge = 0; edge < next.length; edge++) {
    if (!counts(edges[edge * 3 + 2] as number)) continue
    const to = edges[edge * 3 + 1] as number
    next[edge] = head[to] as number
    head[to] = edge
  }
  const reached = new Uint8Array(states)
  const open = [...finished]
  for (const id of open) reached[id] = 1
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (let edge = head[id] as number; edge !== -1; edge = next[edge] as number) {
      const from = edges[edge * 3] as number
      if (reached[from] === 1) continue
      reached[from] = 1
      open.push(from)
    }
  }
  const stuck = reached.indexOf(0)
  return stuck === -1 ? null : stuck
}
