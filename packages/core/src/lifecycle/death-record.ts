import { diagnose } from '../observe/diagnostics.ts'
import type { Caution, DisabledSinks } from '../pipeline/thread-messages.ts'
import { later } from '../ring/take-over.ts'
import type { Blame } from './blame.ts'

/** Threads may die this often within WINDOW_MS before they have to do without the modules of the user. */
const MAX_DEATHS = 3
const WINDOW_MS = 10_000
/** Deaths that disable a sink's module, those of one poison record counted once. */
const MAX_STRIKES = 2
/** What a thread died of comes in so many batches the next time: a few writes more, if it was no record after all. */
const PIECES = 4
/** So little is written one by one at once. */
const FEW_BYTES = 512
/** Bytes of a batch that holds one record, whatever that has. */
const ONE_RECORD = 1
/** Threads that somebody else ended within WINDOW_MS, before it looks as if this would not end. */
const MAX_KILLS = 20

/** `booting`: before it took a record. `killed`: by somebody outside, with nothing to blame in it. */
export type CauseOfDeath = 'booting' | 'failed' | 'killed'

export interface Death extends Blame {
  readonly cause: CauseOfDeath
  /** It did not end by itself: each time costs all sinks seconds. */
  readonly hung: boolean
}

interface PastDeath extends Pick<Death, 'sink' | 'several'> {
  readonly when: number
  /** Whether it says that the next thread would die as well. */
  readonly counts: boolean
}

/** What the threads of one pipeline died of, and what their successors have to do without. */
export class DeathRecord {
  #deaths: PastDeath[] = []
  #kills: number[] = []
  /** Threads in a row that never took a record, however far apart. */
  #stillborn = 0
  #caution: Caution | null = null
  /** The sink that the caution began with; null: nobody was blamed. */
  #suspect: number | null = null
  readonly #strikes = new Map<number, number>()
  readonly #sinkName: (sink: number) => string

  constructor(sinkName: (sink: number) => string) {
    this.#sinkName = sinkName
  }

  get caution(): Caution | null {
    this.#forgetOld()
    return this.#caution
  }

  get disabled(): DisabledSinks {
    const out = [...this.#strikes.keys()].filter((sink) => this.#isDisabled(sink))
    return new Map(out.map((sink) => [sink, 'its module ended the thread or held it up']))
  }

  /** Whether the last one never took a record: the next loads the modules one by one. */
  get whileLoading(): boolean {
    return this.#stillborn > 0
  }

  /** Whether too many died just now for another try with everything. */
  get degraded(): boolean {
    this.#forgetOld()
    return this.#unexplained >= MAX_DEATHS || this.#stillborn >= MAX_STRIKES
  }

  /** Whether even threads without modules die, or somebody ends each one: then there is to be none for a while. */
  get hopeless(): boolean {
    this.#forgetOld()
    return this.#unexplained > MAX_DEATHS || this.#stillborn > MAX_DEATHS || this.#kills.length >= MAX_KILLS
  }

  /** Those of a module that is out of the way now are over. */
  get #unexplained(): number {
    return this.#deaths.filter(({ sink, counts }) => counts && (sink === null || !this.#isDisabled(sink)))
      .length
  }

  add(death: Death): void {
    const now = performance.now()
    const { sink } = death
    const suspected = death.cause === 'failed' ? this.#suspectedOf(death) : null
    if (death.cause === 'killed') this.#kills.push(now)
    else this.#remember(death, now, suspected !== null && suspected.most > ONE_RECORD)
    if (death.cause === 'booting') this.#diedLoading(death)
    if (death.cause !== 'failed') return
    this.#stillborn = 0
    // The first of several deaths of one record may have been blamed on nobody.
    if (sink !== null && (suspected === null || death.hung || !this.#strikes.has(sink))) this.#strike(sink)
    this.#caution = suspected === null ? this.#suspicionOf(death) : this.#closerLook(death, suspected)
    this.#suspect = sink
  }

  /** A module that was loaded alone is to blame: the second time, or at once if it hung, which costs seconds each time. */
  #diedLoading({ sink, hung }: Death): void {
    if (sink === null) this.#stillborn++
    else if (hung) this.#disable(sink, 'it held up the thread that loaded it')
    else this.#strike(sink)
    // Out of the way: the others are given another chance.
    if (sink !== null && this.#isDisabled(sink)) this.#stillborn = 0
  }

  #suspicionOf({ end, bytes }: Death): Caution {
    const caution = this.#caution
    return {
      // What was left out then is to be left out still, by those that come there later.
      until: caution === null ? end : later(caution.until, end),
      most: bytes > FEW_BYTES ? Math.ceil(bytes / PIECES) : ONE_RECORD,
      poison: caution?.poison ?? null,
    }
  }

  /** Of what a thread died of once more: it is in one of the batches that this was split into. */
  #closerLook({ at, end, sink }: Death, { until, most }: Caution): Caution {
    if (most > ONE_RECORD) return { until: end, most: ONE_RECORD, poison: null }
    const rest = { until, most: Number.POSITIVE_INFINITY }
    // One that is disabled gets nothing at all.
    if (at === null || (sink !== null && this.#isDisabled(sink))) return { ...rest, poison: null }
    const of = sink === null ? {} : { sink: this.#sinkName(sink) }
    // What these threads died of will not happen again.
    this.#deaths = this.#deaths.map((death) => (death.sink === sink ? { ...death, counts: false } : death))
    diagnose('thread', 'a record ended two threads and is left out', of)
    return { ...rest, poison: { position: at, sink } }
  }

  /**
   * Which of several sinks it was, the next death is to tell; if that does not, nothing will. `narrows`: it tells more of
   * what an earlier one was about.
   */
  #remember({ sink, several }: Death, when: number, narrows: boolean): void {
    const counts = !narrows && (!several || this.#deaths.at(-1)?.several === true)
    this.#deaths.push({ when, sink, several, counts })
  }

  /** `holders`: the sinks whose modules it is in. */
  announceHang(component: 'thread' | 'exit', holders: readonly number[]): void {
    const sink = holders.length === 0 ? {} : { sink: holders.map(this.#sinkName).join(', ') }
    diagnose(component, 'the pipeline thread hangs and is replaced', sink)
  }

  /** At exit, where there is no time for a second chance. `loads`: their modules are still being loaded, and it does answer. */
  disableAtExit(holders: readonly number[], loads: boolean): void {
    if (loads) {
      const sink = holders.map(this.#sinkName).join(', ')
      diagnose('exit', 'the process ends before all modules are loaded: the other sinks do not wait', {
        sink,
      })
    } else this.announceHang('exit', holders)
    for (const sink of holders) this.#strikes.set(sink, MAX_STRIKES)
  }

  #strike(sink: number): void {
    const strikes = (this.#strikes.get(sink) ?? 0) + 1
    this.#strikes.set(sink, strikes)
    if (strikes === MAX_STRIKES) this.#disable(sink, 'its module ended the thread twice')
  }

  #disable(sink: number, why: string): void {
    this.#strikes.set(sink, MAX_STRIKES)
    diagnose('thread', `a sink is disabled: ${why}`, { sink: this.#sinkName(sink) })
  }

  #isDisabled(sink: number): boolean {
    return (this.#strikes.get(sink) ?? 0) >= MAX_STRIKES
  }

  /**
   * The caution that the thread was under, where it died of what that is about: the first record in hand is among those.
   * What another sink dies of there is a matter of its own.
   */
  #suspectedOf({ at, sink }: Death): Caution | null {
    const caution = this.#caution
    if (caution === null || caution.poison !== null || at === null) return null
    if (((caution.until - at) | 0) <= 0 || caution.most === Number.POSITIVE_INFINITY) return null
    return this.#suspect === null || this.#suspect === sink ? caution : null
  }

  #forgetOld(): void {
    const recent = performance.now() - WINDOW_MS
    this.#deaths = this.#deaths.filter(({ when }) => when > recent)
    this.#kills = this.#kills.filter((at) => at > recent)
    if (this.#deaths.length === 0) this.#caution = null
  }
}
