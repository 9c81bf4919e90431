import { expect, test } from 'vitest'
import { checkEqualWork, runScenario, type ScenarioResult } from './run-scenario.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { QUICK, type Sizes } from './sizes.ts'

const SMALL: Sizes = {
  ...QUICK,
  rounds: 1,
  processes: 1,
  warmUp: 1000,
  sustained: 2000,
  memory: 1000,
  idleMs: 10,
}

/** The library itself is not built when unit tests run: its peers show that the machinery works. */
function small(name: string, subjects: Scenario['subjects']): Promise<ScenarioResult> {
  const scenario = scenarios(SMALL).find((one) => one.name === name)
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  return runScenario({ ...scenario, subjects })
}

test('every subject of a scenario is measured, each burst once', async () => {
  const { measurements } = await small('call/64-sites', ['pino', 'JSON.stringify', 'empty function'])
  expect(measurements.map((one) => [one.subject, one.metric, one.samples])).toEqual(
    ['pino', 'JSON.stringify', 'empty function'].flatMap((subject) => [
      [subject, 'mean', SMALL.bursts],
      [subject, 'busy until written', SMALL.bursts],
    ]),
  )
  for (const one of measurements) expect(one.median).toBeGreaterThan(0)
})

test('lines are counted in the file they went to', async () => {
  const { deliveries } = await small('sustained/file', ['pino'])
  const submitted = SMALL.sustained + SMALL.sustained / 4
  expect(deliveries).toMatchObject([{ submitted, delivered: submitted }])
})

const PEERS = ['pino', 'pino async', 'pino.transport', 'winston', 'LogTape', 'tslog', 'bunyan'] as const

test('every peer delivers what it was given, in lines of equal length', async () => {
  const { deliveries } = await small('sustained/file', PEERS)
  const submitted = SMALL.sustained + SMALL.sustained / 4
  expect(deliveries.map(({ subject, delivered }) => [subject, delivered])).toEqual(
    PEERS.map((peer) => [peer, submitted]),
  )
})

test('every peer does the same work with an Error, and from its context', async () => {
  for (const name of ['call/error', 'call/scope', 'call/1-site']) {
    const { deliveries } = await small(name, PEERS)
    expect(deliveries.map(({ subject }) => subject)).toEqual(PEERS)
    for (const { delivered, submitted } of deliveries) expect(delivered).toBe(submitted)
  }
}, 60_000)

test('what writes nowhere has nothing to deliver', async () => {
  const { deliveries } = await small('call/64-sites', ['JSON.stringify', 'empty function'])
  expect(deliveries).toEqual([])
})

test('lines of unequal length are refused', () => {
  const of = { scenario: 's', submitted: 1, delivered: 1 }
  const lines = (bytesPerLine: number): void =>
    checkEqualWork([
      { ...of, subject: 'a', bytesPerLine: 100 },
      { ...of, subject: 'b', bytesPerLine },
    ])
  expect(() => lines(110)).not.toThrow()
  expect(() => lines(111)).toThrow('a 100, b 111')
  expect(() => lines(90)).toThrow('a 100, b 90')
})

test('a destination that stalls is felt by who writes synchronously, and all lines arrive', async () => {
  const { measurements, deliveries } = await small('slow/stall', ['pino', 'pino.transport'])
  expect(deliveries.map(({ delivered }) => delivered)).toEqual([400, 400])
  const standstill = (subject: string): number =>
    measurements.find((one) => one.subject === subject && one.metric === 'loop max')?.median ?? 0
  expect(standstill('pino')).toBeGreaterThan(SMALL.stallMs / 3)
})

test('what a sudden end loses is counted, and is no failure', async () => {
  const sudden = await small('exit/process.exit', ['bunyan', 'bunyan stdout'])
  expect(sudden.deliveries.map(({ submitted }) => submitted)).toEqual([500, 500])
  expect(sudden.deliveries[1]?.delivered).toBe(500)
  const natural = await small('exit/natural end', ['bunyan'])
  expect(natural.deliveries[0]?.delivered).toBe(500)
})

test('the lag is taken from lines that were read from a pipe, and all lines arrive', async () => {
  const { measurements, deliveries } = await small('lag/10K', ['pino'])
  expect(deliveries).toMatchObject([{ submitted: 100, delivered: 100 }])
  const [p50] = measurements
  expect(p50?.median).toBeGreaterThan(0)
  expect(p50?.median).toBeLessThan(10_000_000)
})

test('what fails in a measured process fails the scenario, with its reason', async () => {
  const broken = small('call/64-sites', ['no such subject' as 'pino'])
  await expect(broken).rejects.toThrow('programs/call-cost.ts')
})
