/**
 * `node packages/core/scripts/conservation.ts [records a policy, default 10,000,000] [drop|block|await …]`: the long form of
 * `test/conservation.test.ts`. Prints one line a policy; exits with 1 when anything is lost uncounted, doubled,
 * reordered or corrupt.
 */
import { conserve } from '../test/conservation/run.ts'
import { POLICIES, type Policy } from '../test/conservation/run-options.ts'

const [first = '10000000', ...names] = process.argv.slice(2)
const count = Number(first.replaceAll('_', ''))
if (!Number.isSafeInteger(count) || count < 1) throw new Error(`not a number of records: ${first}`)
for (const name of names) {
  if (!POLICIES.includes(name as Policy)) throw new Error(`no policy "${name}": ${POLICIES.join(', ')}`)
}
const policies = names.length === 0 ? POLICIES : (names as Policy[])

for (const policy of policies) {
  const run = await conserve({ policy, count, seed: count % 1_000_003, start: 0, restless: false })
  const { delivered, lost, lossRecords, seconds, bytes, wrong, said } = run
  const size = `${(bytes / 1e9).toFixed(2)} GB in ${seconds.toFixed(0)} s`
  const facts = `${count} records, ${delivered} delivered, ${lost} lost and counted in ${lossRecords} loss records`
  console.log(`${policy}: ${facts}, ${size}: ${wrong.length === 0 ? 'all accounted for' : 'WRONG'}`)
  for (const line of [...wrong, ...(wrong.length > 0 ? said : [])]) console.log(`  ${line}`)
  if (wrong.length > 0) process.exitCode = 1
}
