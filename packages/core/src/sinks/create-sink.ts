import type { ResolvedModuleSink, ResolvedSink } from '../config/settings.ts'
import { createMemory } from './memory.ts'
import { createNoop } from './noop.ts'
import { createRotatingFile } from './rotating-file/rotating-file.ts'
import type { Sink } from './sink.ts'
import { createStdoutJson } from './stdout-json.ts'
import { createStdoutPretty } from './stdout-pretty.ts'

/** A module's sink is not made, but loaded: by `loadModuleSink`. */
export type BuiltInSink = Exclude<ResolvedSink, ResolvedModuleSink>

/** Opens a sink on the thread it will run on. Error: that of the system call, when standard output is not open. */
export function createSink(sink: BuiltInSink): Sink {
  switch (sink.kind) {
    case 'stdout-json':
      return createStdoutJson(sink)
    case 'stdout-pretty':
      return createStdoutPretty(sink)
    case 'memory':
      return createMemory(sink)
    case 'rotating-file':
      return createRotatingFile(sink)
    case 'noop':
      return createNoop(sink)
  }
}
