/**
 * A sink on its own, on the main thread, without a logger: few system calls beside its own. Writes numbered lines until
 * files were begun, completed, compressed and removed, and acknowledges each batch on standard output. Without batches it
 * puts in order what it finds.
 */
import { existsSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createRotatingFile } from '../../../src/sinks/rotating-file/rotating-file.ts'
import type { RotatingFileOptions } from '../../../src/sinks/rotating-file/options.ts'

const { batches, options } = JSON.parse(process.argv[2] ?? '') as {
  batches: number
  options: RotatingFileOptions
}

const sink = createRotatingFile(options)
for (let batch = 0; batch < batches; batch++) {
  const texts = [0, 1, 2].map((i) =>
    JSON.stringify({ level: 'INFO', n: batch * 3 + i, pad: 'x'.repeat(250) }),
  )
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''))
  void sink.write({
    count: texts.length,
    byteLength: bytes.byteLength,
    bytes: () => bytes,
    lines: () => texts,
    events: () => [],
  })
  writeSync(1, `${(batch + 1) * 3}\n`)
  await delay(1)
}
// All but the one being written become `.gz`. Asked in a way that is not among the calls the test counts.
const complete = readdirSync(options.directory)
  .filter((name) => name.endsWith('.jsonl'))
  .slice(0, -1)
const exists = (name: string): boolean => existsSync(join(options.directory, name))
// Those that retention removed are neither.
while (options.compress && complete.some((name) => exists(name))) await delay(1)
await delay(5)
void sink.close?.()
