import { expect, test } from 'vitest'
import { createSink } from './create-sink.ts'
import { textBatch } from './fixtures/text-batch.ts'
import { optionsFor, scratch } from './rotating-file/fixtures/directory.ts'

test('makes the sink of each kind, under its own name', () => {
  const sinks = [
    createSink({ kind: 'stdout-json', name: 'a' }),
    createSink({ kind: 'stdout-pretty', name: 'b', colors: 'auto', time: 'local' }),
    createSink({ kind: 'noop', name: 'c' }),
    createSink({ kind: 'rotating-file', ...optionsFor(scratch(), { name: 'd' }) }),
  ]
  expect(sinks.map((sink) => sink.name)).toEqual(['a', 'b', 'c', 'd'])
  for (const sink of sinks) void sink.close?.()
})

test('noop takes every batch', () => {
  const sink = createSink({ kind: 'noop', name: 'nothing' })
  expect(sink.write(textBatch(['{}']))).toBeUndefined()
})
