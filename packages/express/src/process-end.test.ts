import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))

it.each(['express', 'express-4'])(
  'a promise that %s leaves unhandled ends up in the line of its request',
  async (name) => {
    const source = `
    import express from '${name}'
    import { requestLogger } from './index.ts'
    const http = requestLogger({ sinks: [{ kind: 'stdout-json' }] })
    const app = express()
    app.set('env', 'test')
    app.use(http)
    app.get('/users/:id', async () => { throw new Error('rejected') })
    const server = http.listen(app, 0, () => {
      fetch('http://127.0.0.1:' + server.address().port + '/users/7').catch(() => undefined).then(() => process.exit())
    })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      cwd: here,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    const survives = name === 'express'
    expect(code).toBe(survives ? 0 : 1)
    expect(JSON.parse(stdout)).toMatchObject({
      message: survives ? 'request_failed' : 'request_unfinished',
      data: { route: '/users/:id', error: 'rejected' },
      diagnostics: { exception: { message: 'rejected' } },
    })
  },
)
