// Installs the workspace and builds its packages: what `npm start` and `npm test` do first, on a fresh clone as on the
// hundredth run. Plain JavaScript without imports from packages, because at this point nothing is installed.
// Everything is printed to stderr: stdout belongs to what follows.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`setup: Node ${process.versions.node} is too old, 20.19 or newer is needed\n`)
  process.exit(1)
}

const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const root = new URL('..', import.meta.url)

/** @param {string} title @param {string[]} args */
function step(title, args) {
  process.stderr.write(`setup: ${title}\n`)
  const started = Date.now()
  const { status } = spawnSync('npx', ['--yes', packageManager, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', npm_config_loglevel: 'error' },
  })
  if (status !== 0) {
    process.stderr.write(`setup: failed while ${title}\n`)
    process.exit(status ?? 1)
  }
  process.stderr.write(`setup: done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
}

step('installing packages (a minute or two the first time, a second when nothing changed)', [
  'install',
  '--frozen-lockfile',
])
step('building the packages (cached when nothing changed)', [
  'exec',
  'turbo',
  'run',
  'build',
  'sync',
  '--output-logs=new-only',
])
