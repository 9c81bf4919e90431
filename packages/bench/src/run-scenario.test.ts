import { expect, test } from 'vitest'
import { runScenario, type ScenarioResult } from './run-scenario.ts'
import { QUICK, type Scenario, scenarios, type Sizes } from './scenarios.ts'

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
  expect(measurements.map((one) => [one.subject, one.metric, one.samples])).toEqual([
    ['pino', 'mean', SMALL.bursts],
    ['JSON.stringify', 'mean', SMALL.bursts],
    ['empty function', 'mean', SMALL.bursts],
  ])
  for (const one of measurements) expect(one.median).toBeGreaterThan(0)
})

test('lines are counted in the file they went to', async () => {
  const { deliveries } = await small('sustained/file', ['pino'])
  const submitted = SMALL.sustained + SMALL.sustained / 4
  expect(deliveries).toMatchObject([{ submitted, delivered: submitted }])
})

test('the lag is taken from lines that were read from a pipe, and all lines arrive', async () => {
  const { measurements, deliveries } = await small('lag/10K', ['pino'])
  expect(deliveries).toMatchObject([{ submitted: 1000, delivered: 1000 }])
  const [p50] = measurements
  expect(p50?.median).toBeGreaterThan(0)
  expect(p50?.median).toBeLessThan(10_000_000)
})

test('what fails in a measured process fails the scenario, with its reason', async () => {
  const broken = small('call/64-sites', ['no such subject' as 'pino'])
  await expect(broken).rejects.toThrow('programs/call-cost.ts')
})
