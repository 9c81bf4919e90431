import { expect, test } from 'vitest'
import type { RunCommand } from './command-line.ts'
import { runSuite } from './suite.ts'

const run: RunCommand = { kind: 'run', quick: false, resume: false, only: [], out: null, entry: null }

test('what cannot work is said before anything is measured', async () => {
  await expect(runSuite({ ...run, only: ['nothing', 'none'] })).rejects.toThrow('called nothing or none')
  await expect(runSuite({ ...run, out: '/no/such/folder/a.json' })).rejects.toThrow('/no/such/folder/a.json')
  await expect(runSuite({ ...run, entry: '/no/such/index.mjs' })).rejects.toThrow('/no/such/index.mjs')
})
