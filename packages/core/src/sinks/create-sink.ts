import type { ResolvedSink } from '../config/settings.ts'
import { createNoop } from './noop.ts'
import type { Sink } from './sink.ts'
import { createStdoutJson } from './stdout-json.ts'
import { createStdoutPretty } from './stdout-pretty.ts'

/** Opens a sink on the thread it will run on. Error: that of the system call, when standard output is not open. */
export function createSink(sink: ResolvedSink): Sink {
  switch (sink.kind) {
    case 'stdout-json':
      return createStdoutJson(sink)
    case 'stdout-pretty':
      return createStdoutPretty(sink)
    case 'noop':
      return createNoop(sink)
  }
}
