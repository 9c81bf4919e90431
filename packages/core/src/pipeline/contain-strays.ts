import { diagnose } from '../observe/diagnostics.ts'

/**
 * A user's module can throw where no call of ours stands around it: in a timer, an event, a promise that nobody
 * awaits. That must not cost the thread, and with it the other sinks. Returns what ends it.
 */
export function containStrays(): () => void {
  const report = (error: unknown): void =>
    diagnose('sink', 'the module of a sink threw outside of write()', { error })
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
  return () => {
    process.off('uncaughtException', report)
    process.off('unhandledRejection', report)
  }
}
