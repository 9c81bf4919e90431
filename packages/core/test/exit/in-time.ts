import { reportOf } from '../reports.ts'

/** What the other sinks get for all that is logged after the deadline, and the end where somebody insists on it. */
export const EXTRA_MS = 100
/** For the work itself: what the machine does meanwhile for others is measured. Less than a deadline, so that two of them are too long. */
export const SLACK_MS = 600

/** How long what the program reported took, on a machine that has time for it. */
export function unstarvedMs(stderr: string, at: string): number {
  const { ms, starvedMs } = reportOf(stderr, at)
  return Number(ms) - Number(starvedMs)
}
