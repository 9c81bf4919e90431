import { expect, test } from 'vitest'
import { createSharedPipeline } from '../ring/layout.ts'
import { Replay } from './replay.ts'
import type { Caution } from './thread-messages.ts'

const { control } = createSharedPipeline({ capacity: 32_768, maxRecord: 4096, reserve: 4096 })
const roomAt = (caution: Caution, position: number): number =>
  new Replay(new Int32Array(control), 1, 0, caution).room(position)

test('what may be deadly comes in pieces, and none goes on behind it', () => {
  const caution = { until: 1000, most: 300, poison: null }
  expect([0, 300, 900, 1000].map((position) => roomAt(caution, position))).toEqual([300, 300, 100, Infinity])
})

test('a record that is known to be deadly has a batch of its own', () => {
  const caution = { until: 1000, most: Infinity, poison: { position: 400, sink: 0 } }
  expect([0, 400, 480].map((position) => roomAt(caution, position))).toEqual([400, 1, 520])
})
