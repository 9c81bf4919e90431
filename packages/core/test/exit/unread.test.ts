import { beforeEach, describe, expect, test } from 'vitest'
import { reportOf } from '../reports.ts'
import { canOpen, type OutputKind, runProgram } from '../run-program.ts'
import { SLACK_MS, unstarvedMs } from './in-time.ts'
import { DEADLINE_MS } from './programs/deadline.ts'

// A natural end beside console.log is not among them: Node itself waits for what console.log could not write.
const ends: readonly (readonly [end: string, status: number, beside: 'console' | ''])[] = [
  ['process.exit()', 3, ''],
  ['process.exit()', 3, 'console'],
  ['a natural end', 4, ''],
  ['an uncaught error', 1, ''],
  ['an uncaught error', 1, 'console'],
]

describe.concurrent.each<OutputKind>(['pipe', 'fifo', 'socket'])(
  'nobody reads standard output, a %s',
  (output) => {
    beforeEach(({ skip }) => skip(!canOpen(output), 'there is no mkfifo'))

    test.each(ends)(
      '%s comes within the deadline, and the main thread is never blocked (%s, %s)',
      async (end, status, beside) => {
        const { code, stderr } = await runProgram('../exit/programs/unread', [end, beside], {
          output,
          read: false,
        })
        expect(code).toBe(status)
        expect(reportOf(stderr, 'exit')['ms']).toBeGreaterThanOrEqual(DEADLINE_MS * 0.9)
        expect(unstarvedMs(stderr, 'exit')).toBeLessThan(DEADLINE_MS + SLACK_MS)
      },
    )
  },
)
