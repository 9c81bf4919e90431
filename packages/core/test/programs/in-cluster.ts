/** The primary forks children that log and end, each in another way. */
import cluster from 'node:cluster'
import { getLogger } from 'fapilog'

const logger = getLogger({ preset: 'production' })
if (cluster.isPrimary) {
  for (const end of ['disconnect', 'exit']) {
    const child = cluster.fork({ END: end })
    child.on('exit', (code) => logger.info('ended', { end, code }))
  }
} else {
  const end = process.env['END']
  for (let i = 0; i < 2000; i++) logger.info('line', { end, i })
  if (end === 'exit') process.exit(5)
  cluster.worker?.disconnect()
}
