import { countTexts } from './count-records.ts'
import { choosePalette } from './pretty/palette.ts'
import { formatEvent } from './pretty/format-event.ts'
import { timeFormatter } from './pretty/time.ts'
import type { Batch, Sink } from './sink.ts'
import { openStdout } from './stdout.ts'

export interface StdoutPrettyOptions {
  readonly name: string
  readonly colors: 'auto' | 'always' | 'never'
  readonly time: 'local' | 'utc'
  readonly fd?: number
}

/** Records for people: one line each, and indented blocks for errors. See `pretty/format-event.ts` for the form. */
export function createStdoutPretty(options: StdoutPrettyOptions): Sink {
  const fd = options.fd ?? 1
  const stdout = openStdout(fd)
  const palette = choosePalette(options.colors, process.env, () =>
    process.getBuiltinModule('node:tty').isatty(fd),
  )
  const formatTime = timeFormatter(options.time)
  return {
    name: options.name,
    write(batch: Batch) {
      const texts = batch.events().map((event) => formatEvent(event, formatTime, palette))
      return stdout.write(Buffer.from(texts.join('')), (_, end) => countTexts(texts, end))
    },
    finish: (deadline) => stdout.finish(deadline),
    unref: () => stdout.unref(),
    close: () => stdout.close(),
  }
}
