/** `lines.ts <count>`: logs that many lines, drains, reports the result. */
import { getLogger } from 'fapilog'
import { report } from './report.ts'

const count = Number(process.argv[2])
const logger = getLogger({ preset: 'production' })
for (let i = 0; i < count; i++) logger.info('line', { i, text: 'zwölf' })
report('drained', await logger.drain())
