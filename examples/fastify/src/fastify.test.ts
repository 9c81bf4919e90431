import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

interface Line {
  readonly level: string
  readonly message: string
  readonly logger: string
  readonly context: Readonly<Record<string, unknown>>
  readonly diagnostics: { readonly exception?: { readonly cause?: unknown } }
  readonly data: Readonly<Record<string, unknown>>
}

const inFolder = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url))

function start(file: string, env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [inFolder(file)], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('no pipes')
  return { child, printed: text(stdout), complaints: text(stderr), ended: once(child, 'exit') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

test('the box office answers, prints one line a request, and ends gracefully under load', async () => {
  const port = await freePort()
  const { child, printed, complaints, ended } = start('main.ts', {
    PORT: String(port),
    FAPILOG_LEVEL: 'debug',
  })
  const [first]: unknown[] = await Promise.race([once(child, 'message'), ended])
  expect(first).toBe('listening')

  const url = `http://127.0.0.1:${port}`
  const ask = async (path: string, init?: RequestInit): Promise<{ status: number; body: string }> => {
    const response = await fetch(`${url}${path}`, init)
    return { status: response.status, body: await response.text() }
  }
  const buy = (concert: string, body: object): ReturnType<typeof ask> =>
    ask(`/concerts/${concert}/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': `for-${concert}` },
      body: JSON.stringify(body),
    })

  expect(await ask('/health')).toMatchObject({ status: 200 })
  expect(await ask('/concerts/mahler?session=secret')).toMatchObject({ status: 200 })
  expect(await ask('/concerts/nobody')).toMatchObject({ status: 404 })
  expect(await buy('mahler', { seats: 2 })).toMatchObject({ status: 201 })
  expect(await buy('haydn', { seats: 1000 })).toMatchObject({ status: 409 })
  expect(await buy('ligeti', {})).toMatchObject({ status: 400 })
  expect(await ask('/receipt')).toMatchObject({ status: 500 })
  expect((await ask('/concerts/mahler/seats')).body).toContain('data: 98\n\n')

  const load = Array.from({ length: 50 }, () => ask('/concerts/haydn/seats').then(({ status }) => status))
  // Some are answered, most are open: those have to finish.
  await Promise.race(load)
  child.kill('SIGTERM')
  // Those that come while it closes are refused, with 503 or at the door.
  const statuses = (await Promise.allSettled(load)).map((one) => (one.status === 'fulfilled' ? one.value : 0))
  const answered = statuses.filter((status) => status === 200).length
  expect(await ended).toEqual([null, 'SIGTERM'])
  expect(await complaints).toBe('')

  const stdout = await printed
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
  const requests = lines.filter(({ message }) => message.startsWith('request_'))
  const find = (path: string): Line | undefined => requests.find(({ data }) => data['path'] === path)
  expect(find('/health')).toBeUndefined()
  expect(find('/concerts/mahler')).toMatchObject({
    data: { route: '/concerts/:concert', status_code: 200 },
  })
  expect(find('/concerts/mahler/tickets')).toMatchObject({
    context: { request_id: 'for-mahler' },
    data: { route: '/concerts/:concert/tickets', concert: 'mahler', seats: 2, status_code: 201 },
  })
  const ofMahler = lines.filter(({ context }) => context['request_id'] === 'for-mahler')
  expect(ofMahler.map(({ message }) => message)).toEqual([
    'sold',
    'tickets printed',
    'tickets sold',
    'request_completed',
  ])
  expect(ofMahler[0]?.logger).toBe('box-office')
  expect(find('/concerts/haydn/tickets')).toMatchObject({
    level: 'INFO',
    data: { status_code: 409, error_type: 'SoldOutError' },
  })
  expect(find('/receipt')).toMatchObject({
    level: 'ERROR',
    diagnostics: { exception: { cause: expect.anything() as unknown } },
  })
  const streamed = requests.filter(
    ({ data, message }) => data['path'] === '/concerts/haydn/seats' && message === 'request_completed',
  )
  expect(streamed.length).toBe(answered)
  expect(lines.at(-1)?.message).toBe('shutdown_completed')
  expect(stdout).not.toContain('secret')
})

test('the demo shows every kind of line, and accounts for all of them', async () => {
  const { printed, complaints, ended } = start('demo.ts', { NO_COLOR: '1' })
  expect(await ended).toEqual([0, null])
  expect(await complaints).toBe('')
  const output = await printed
  for (const shown of [
    'request_completed',
    'request_failed',
    'request_aborted',
    'tickets sold',
    'paper jam',
  ]) {
    expect(output).toContain(shown)
  }
  const count = (name: string): number => Number(new RegExp(`^${name} +(\\d+)$`, 'm').exec(output)?.[1])
  expect(count('delivered')).toBe(count('submitted') - count('filtered'))
  expect(count('delivered')).toBeGreaterThan(50)
  expect(count('lost')).toBe(0)
  expect(output).not.toContain('not-for-the-log')
})
