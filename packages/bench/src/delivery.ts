export interface Delivery {
  readonly scenario: string
  readonly subject: string
  readonly submitted: number
  /** Lines that were counted where they arrived. */
  readonly delivered: number
  readonly bytesPerLine: number
}

/** Records that are not where they must be: never the machine's mood, so never tried again. */
export class LossError extends Error {}

export interface Account {
  /** Names the subject and its scenario. */
  readonly of: string
  /** Whether losing records is a result of the scenario. */
  readonly mayLose: boolean
  /** What the library says it lost; null when it does not count, or could not be asked. */
  readonly lost: number | null
  /** What arrived; null where nothing is written. */
  readonly delivery: Pick<Delivery, 'submitted' | 'delivered'> | null
}

/** Throws when records were lost that may not be, or that the library has no idea of. */
export function checkLoss({ of, mayLose, lost, delivery }: Account): void {
  if (lost !== null && lost > 0 && !mayLose) throw new LossError(`${of} lost ${lost} records`)
  if (delivery === null) return
  const { submitted, delivered } = delivery
  if (delivered !== submitted && !mayLose)
    throw new LossError(`${of} delivered ${delivered} of ${submitted} lines`)
  if (lost !== null && delivered + lost !== submitted)
    throw new LossError(`${of} delivered ${delivered} of ${submitted} lines, and counted ${lost} as lost`)
}
