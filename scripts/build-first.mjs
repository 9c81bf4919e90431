// Brings dist up to date for a check that reads it. Silent when all goes well: nearly always it is a look at the cache.
import { spawnSync } from 'node:child_process'

const { status, stdout, stderr } = spawnSync('turbo', ['run', 'build'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
})
if (status !== 0) {
  process.stderr.write(`${stdout}${stderr}`)
  process.exitCode = status ?? 1
}
