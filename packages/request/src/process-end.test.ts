import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runScript } from './fixtures/run-script.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

/** `/` answers; `/hang` answers when `/release` was asked; `/throw` ends the process. */
const SERVER = `
  import { createServer } from 'node:http'
  import { getLogger } from 'fapilog'
  import { attachServer, createRequestLogging, getRequestLogger, gracefulShutdown, openNodeRequest } from './index.ts'
  const logging = createRequestLogging({ preset: 'production', sinks: [{ kind: 'stdout-json' }] })
  const hanging = []
  const server = createServer((request, response) => {
    openNodeRequest(logging, request, response).run(() => {
      if (request.url === '/hang') {
        response.writeHead(200)
        response.write('waiting')
        hanging.push(response)
        getLogger().info('hanging')
      } else if (request.url === '/throw') setTimeout(() => { throw new Error('fatal') }, 1)
      else response.end('ok')
    })
  })
  attachServer(logging, server).listen(0, () => process.send(server.address().port))
  const release = () => { for (const response of hanging.splice(0)) response.end() }
`

function ask(port: number, path: string, agent: Agent | false = false): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ port, path, agent }, resolve).on('error', reject)
  })
}

const byPath = (
  lines: readonly { data: Readonly<Record<string, unknown>>; message: string }[],
  path: string,
): unknown => lines.filter(({ data }) => data['path'] === path).map(({ message }) => message)

describe('the end of the process', () => {
  it('by process.exit in the callback of close loses nothing', async () => {
    const script = runScript(
      here,
      `${SERVER}
      process.on('SIGTERM', () => {
        server.close(() => { getLogger().info('closed'); process.exit(3) })
      })`,
    )
    const port = await script.port
    for (let i = 0; i < 20; i++) await text(await ask(port, '/'))
    script.kill('SIGTERM')
    const { code, lines, stderr } = await script.ended
    expect(stderr).toBe('')
    expect(code).toBe(3)
    expect(lines.filter(({ message }) => message === 'request_completed')).toHaveLength(20)
    expect(lines.at(-1)?.message).toBe('closed')
  })

  it('by a fatal error reports the requests that were open, with what is known', async () => {
    const script = runScript(here, SERVER)
    const port = await script.port
    const hanging = await ask(port, '/hang')
    hanging.on('error', () => undefined)
    await ask(port, '/throw').catch(() => undefined)
    const { code, lines } = await script.ended
    expect(code).toBe(1)
    const unfinished = lines.filter(({ message }) => message === 'request_unfinished')
    expect(unfinished.map(({ data }) => data)).toMatchObject([
      { path: '/hang', status_code: 200, outcome: 'unfinished' },
      { path: '/throw', outcome: 'unfinished', error: 'fatal', error_type: 'Error' },
    ])
    expect(unfinished[1]).toMatchObject({ diagnostics: { exception: { message: 'fatal' } } })
    expect(unfinished[0]?.diagnostics.exception).toBeUndefined()
  })

  it('by process.exit reports them too', async () => {
    const script = runScript(here, `${SERVER}\nprocess.on('SIGTERM', () => process.exit(0))`)
    await ask(await script.port, '/hang').then((response) => response.on('error', () => undefined))
    script.kill('SIGTERM')
    const { code, lines } = await script.ended
    expect(code).toBe(0)
    expect(byPath(lines, '/hang')).toEqual(['request_unfinished'])
  })
})

describe('gracefulShutdown', () => {
  it('lets requests finish, closes kept-alive connections, drains, and ends by the signal', async () => {
    const script = runScript(
      here,
      `${SERVER}
      server.keepAliveTimeout = 60_000
      const shutdown = gracefulShutdown(server, logging, {
        readinessDelayMs: 1,
        close: () => new Promise((closed) => process.once('message', () => { release(); server.close(closed) })),
        onClosed: () => getLogger().info('database closed', { closing: shutdown.closing }),
      })`,
    )
    const port = await script.port
    const agent = new Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const hanging = ask(port, '/hang', agent)
    await script.printed('hanging')
    await text(await ask(port, '/', agent))
    script.kill('SIGTERM')
    await script.printed('shutdown_started')
    const late = await ask(port, '/late', agent)
    expect(await text(late)).toBe('ok')
    expect(late.headers.connection).toBe('close')
    script.send('release')
    expect(await text(await hanging)).toBe('waiting')
    const { code, signal, lines, stderr } = await script.ended
    expect({ code, signal, stderr }).toEqual({ code: null, signal: 'SIGTERM', stderr: '' })
    for (const path of ['/', '/hang', '/late'])
      expect(byPath(lines, path), path).toEqual(['request_completed'])
    expect(lines.filter(({ message }) => message.startsWith('shutdown_'))).toMatchObject([
      { data: { reason: 'SIGTERM', in_flight: expect.any(Number) as number } },
      { data: { reason: 'SIGTERM', connections_cut: false } },
    ])
    expect(lines.find(({ message }) => message === 'database closed')?.data).toEqual({ closing: true })
  })

  it('cuts what does not finish in time, goes on past steps that fail, and reports both', async () => {
    const script = runScript(
      here,
      `${SERVER}
      gracefulShutdown(server, logging, {
        timeoutMs: 100,
        onClosed: () => { throw new Error('no database') },
      })`,
    )
    const hanging = await ask(await script.port, '/hang')
    hanging.on('error', () => undefined)
    script.kill('SIGTERM')
    const { signal, lines } = await script.ended
    expect(signal).toBe('SIGTERM')
    expect(byPath(lines, '/hang')).toEqual(['request_unfinished'])
    expect(lines.filter(({ message }) => message.startsWith('shutdown_'))).toMatchObject([
      { message: 'shutdown_started' },
      {
        message: 'shutdown_step_failed',
        data: { step: 'onClosed' },
        diagnostics: { exception: { message: 'no database' } },
      },
      { message: 'shutdown_completed', data: { connections_cut: true } },
    ])
  })

  it('leaves the end to the application where that listens for the signal too', async () => {
    const script = runScript(
      here,
      `${SERVER}
      gracefulShutdown(server, logging)
      process.on('SIGTERM', () => server.on('close', () => { process.exitCode = 7; process.disconnect() }))`,
    )
    await text(await ask(await script.port, '/'))
    script.kill('SIGTERM')
    const { code, signal, lines } = await script.ended
    expect({ code, signal }).toEqual({ code: 7, signal: null })
    expect(lines.at(-1)?.message).toBe('shutdown_completed')
  })

  it('ends by the signal beside a library that steps back for any other listener, as signal-exit does', async () => {
    const script = runScript(
      here,
      `${SERVER}
      const emitter = { count: 1 }
      Object.defineProperty(globalThis, Symbol.for('signal-exit emitter'), { value: emitter })
      const onSignal = () => {
        if (process.listenerCount('SIGTERM') !== emitter.count) return
        process.off('SIGTERM', onSignal)
        process.kill(process.pid, 'SIGTERM')
      }
      process.on('SIGTERM', onSignal)
      gracefulShutdown(server, logging)`,
    )
    await text(await ask(await script.port, '/'))
    script.kill('SIGTERM')
    const { code, signal, lines } = await script.ended
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' })
    expect(lines.at(-1)?.message).toBe('shutdown_completed')
  })

  it('ends at once at the second signal, and says what was open', async () => {
    const script = runScript(here, `${SERVER}\ngracefulShutdown(server, logging, { timeoutMs: 2 ** 40 })`)
    const hanging = await ask(await script.port, '/hang')
    hanging.on('error', () => undefined)
    script.kill('SIGTERM')
    await script.printed('shutdown_started')
    script.kill('SIGTERM')
    const { signal, lines } = await script.ended
    expect(signal).toBe('SIGTERM')
    expect(lines.map(({ message }) => message)).toContain('hanging')
    expect(byPath(lines, '/hang')).toEqual(['request_unfinished'])
  })

  it('that was started without a signal is waited for at the first one', async () => {
    const script = runScript(
      here,
      `${SERVER}
      const { emit } = process
      process.emit = function (name, ...args) {
        const heard = Reflect.apply(emit, this, [name, ...args])
        if (name === 'SIGTERM') release()
        return heard
      }
      const shutdown = gracefulShutdown(server, logging)
      process.on('message', () => void shutdown.shutdown('preStop'))`,
    )
    const hanging = ask(await script.port, '/hang')
    await script.printed('hanging')
    script.send('stop')
    await script.printed('shutdown_started')
    script.kill('SIGTERM')
    expect(await text(await hanging)).toBe('waiting')
    const { signal, lines } = await script.ended
    expect(signal).toBe('SIGTERM')
    expect(byPath(lines, '/hang')).toEqual(['request_completed'])
  })

  it('takes no more than its own time where nobody reads the lines', async () => {
    const source = `${SERVER}
      for (let i = 0; i < 2000; i++) getLogger().info('x'.repeat(200))
      gracefulShutdown(server, createRequestLogging({ logger: getLogger(), drainTimeoutMs: 500 }))`
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      cwd: here,
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const ended = once(child, 'exit')
    await text(await ask(Number((await once(child, 'message'))[0]), '/'))
    const signalled = performance.now()
    child.kill('SIGTERM')
    expect(await ended).toEqual([null, 'SIGTERM'])
    // The preset's own deadline is 25 s.
    expect(performance.now() - signalled).toBeLessThan(10_000)
  })

  it('can be started without a signal, and ends nothing', async () => {
    const script = runScript(
      here,
      `${SERVER}
      const shutdown = gracefulShutdown(server, logging, { signals: [] })
      process.on('message', async () => {
        await Promise.all([shutdown.shutdown('deploy'), shutdown.shutdown()])
        getLogger().info('still here')
        process.disconnect()
      })`,
    )
    await text(await ask(await script.port, '/'))
    script.send('stop')
    const { code, lines } = await script.ended
    expect(code).toBe(0)
    expect(lines.filter(({ message }) => message === 'shutdown_started')).toMatchObject([
      { data: { reason: 'deploy' } },
    ])
    expect(lines.at(-1)?.message).toBe('still here')
  })
})
