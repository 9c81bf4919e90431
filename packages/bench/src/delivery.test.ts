import { expect, test } from 'vitest'
import { type Account, checkLoss } from './delivery.ts'

function account(given: Partial<Account>): () => void {
  const of = { of: 'call: pino', mayLose: false, lost: null, delivery: { submitted: 10, delivered: 10 } }
  return () => checkLoss({ ...of, ...given })
}
const nine = { submitted: 10, delivered: 9 }

test('what arrived is no loss', () => {
  expect(account({})).not.toThrow()
  expect(account({ lost: 0 })).not.toThrow()
  expect(account({ lost: 0, delivery: null })).not.toThrow()
})

test('where nothing may be lost, neither the count nor the lines may say so', () => {
  expect(account({ lost: 1, delivery: null })).toThrow('call: pino lost 1 records')
  expect(account({ delivery: nine })).toThrow('call: pino delivered 9 of 10 lines')
})

test('where records may be lost, who counts must know of each', () => {
  expect(account({ mayLose: true, delivery: nine })).not.toThrow()
  expect(account({ mayLose: true, delivery: nine, lost: 1 })).not.toThrow()
  expect(account({ mayLose: true, delivery: nine, lost: 0 })).toThrow('9 of 10 lines, and counted 0 as lost')
  expect(account({ mayLose: true, lost: 1 })).toThrow('10 of 10 lines, and counted 1 as lost')
})
