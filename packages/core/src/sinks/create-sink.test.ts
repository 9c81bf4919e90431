import { expect, test } from 'vitest'
import { createSink } from './create-sink.ts'
import { textBatch } from './fixtures/text-batch.ts'

test('makes the sink of each kind, under its own name', () => {
  const sinks = [
    createSink({ kind: 'stdout-json', name: 'a' }),
    createSink({ kind: 'stdout-pretty', name: 'b', colors: 'auto', time: 'local' }),
    createSink({ kind: 'noop', name: 'c' }),
  ]
  expect(sinks.map((sink) => sink.name)).toEqual(['a', 'b', 'c'])
  for (const sink of sinks) void sink.close?.()
})

test('noop takes every batch', () => {
  const sink = createSink({ kind: 'noop', name: 'nothing' })
  expect(sink.write(textBatch(['{}']))).toBeUndefined()
})
