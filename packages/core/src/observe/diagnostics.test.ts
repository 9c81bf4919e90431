import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'

type Module = typeof import('./diagnostics.ts')

let lines: string[]
let time: number
let diagnostics: Module

const parsed = (): Record<string, unknown>[] =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>)

beforeEach(async () => {
  vi.resetModules()
  diagnostics = await import('./diagnostics.ts')
  lines = []
  time = Date.UTC(2026, 0, 2, 3, 4, 5)
  diagnostics.configureDiagnostics({ write: (line) => lines.push(line), now: () => time })
})

describe('diagnose', () => {
  it('writes one JSON line', () => {
    diagnostics.diagnose('queue', 'records lost', { count: 3, reason: 'full' })
    expect(lines).toEqual([
      '{"ts":"2026-01-02T03:04:05.000Z","level":"WARN","component":"queue","message":"records lost","count":3,"reason":"full"}\n',
    ])
  })

  it('says five lines at once for a component, then announces what it suppressed', () => {
    for (let n = 0; n < 12; n += 1) diagnostics.diagnose('queue', `m${n}`)
    expect(parsed().map((line) => line['message'])).toEqual(['m0', 'm1', 'm2', 'm3', 'm4'])
    time += 200
    diagnostics.diagnose('queue', 'later')
    diagnostics.diagnose('queue', 'too soon')
    expect(parsed().at(-1)).toMatchObject({ message: 'later', suppressed: 7 })
    time += 1_000
    for (let n = 0; n < 6; n += 1) diagnostics.diagnose('queue', 'again')
    expect(parsed().map((line) => line['suppressed'])).toEqual([
      ...Array.from({ length: 5 }, () => undefined),
      7,
      1,
      ...Array.from({ length: 4 }, () => undefined),
    ])
  })

  it('limits each component on its own', () => {
    for (let n = 0; n < 9; n += 1) diagnostics.diagnose('queue', 'm')
    diagnostics.diagnose('sink', 'm')
    expect(parsed().filter((line) => line['component'] === 'sink')).toHaveLength(1)
  })

  it('keeps a bounded number of components', () => {
    for (let n = 0; n < 1_000; n += 1) diagnostics.diagnose(`plugin-${n}`, 'm')
    expect(lines.length).toBe(64 + 5)
  })

  it('neither refills nor stops for good when the clock is set back', () => {
    for (let n = 0; n < 5; n += 1) diagnostics.diagnose('queue', 'm')
    time -= 3_600_000
    diagnostics.diagnose('queue', 'm')
    expect(lines).toHaveLength(5)
    time += 200
    diagnostics.diagnose('queue', 'm')
    expect(lines).toHaveLength(6)
  })

  it('counts a line that could not be written and announces it', () => {
    diagnostics.configureDiagnostics({
      write: () => {
        throw Object.assign(new Error('again'), { code: 'EAGAIN' })
      },
    })
    diagnostics.diagnose('queue', 'lost')
    diagnostics.diagnose('queue', 'lost too')
    diagnostics.configureDiagnostics({ write: (line) => lines.push(line) })
    diagnostics.diagnose('queue', 'seen')
    expect(parsed()).toEqual([expect.objectContaining({ message: 'seen', suppressed: 2 })])
  })

  it('is silent when it is switched off', () => {
    diagnostics.configureDiagnostics({ enabled: false })
    diagnostics.diagnose('queue', 'm')
    expect(lines).toEqual([])
    diagnostics.configureDiagnostics({ enabled: true })
    diagnostics.diagnose('queue', 'm')
    expect(lines).toHaveLength(1)
  })

  it('never throws, and lets fields neither replace nor spoil the line', () => {
    const hostile = {
      get broken(): never {
        throw new Error('no')
      },
    }
    diagnostics.diagnose('queue', 'one', hostile)
    diagnostics.diagnose('queue', 'two', {
      message: 'forged',
      level: 'INFO',
      big: 10n,
      err: new TypeError('x'),
    })
    diagnostics.diagnose('queue', 'three', { password: 'hunter2', url: 'http://u:hunter2@h', o: { a: 1 } })
    expect(parsed()).toEqual([
      expect.objectContaining({ message: 'one' }),
      expect.objectContaining({ message: 'two', level: 'WARN', big: '10n', err: 'TypeError: x' }),
      expect.objectContaining({ message: 'three', password: '***', url: 'http://***@h', o: 'an object' }),
    ])
    diagnostics.configureDiagnostics({
      now: () => {
        throw new Error('no clock')
      },
    })
    expect(() => diagnostics.diagnose('queue', 'four')).not.toThrow()
  })

  it('keeps a line within what a pipe takes whole', () => {
    const fields = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`f${n}`, 'ü'.repeat(600)]))
    diagnostics.diagnose('queue', '\u0001\u{1f600}'.repeat(5_000), fields)
    expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThanOrEqual(4_096)
    expect(parsed()[0]).not.toHaveProperty('f0')
  })
})

const program = (count: number): readonly string[] => [
  '--input-type=module',
  '--eval',
  `const { diagnose } = await import(${JSON.stringify(new URL('./diagnostics.ts', import.meta.url).href)})
   for (let n = 0; n < ${count}; n++) diagnose('c' + n % 60, 'm'.repeat(500), { a: 'f'.repeat(500), n })`,
]

describe.runIf(process.platform === 'linux')('stderr', () => {
  it('does not wait for a pipe that nobody reads', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'diagnostics-'))
    const path = join(directory, 'fifo')
    execFileSync('sh', ['-c', 'mkfifo "$0"', path])
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const writer = openSync(path, constants.O_WRONLY)
    // 300 lines of 1 KB, for a pipe that holds 64 KB.
    const child = spawn(process.execPath, program(300), { stdio: ['ignore', 'ignore', writer] })
    try {
      const code = await new Promise((settle) => child.once('exit', settle))
      expect(code).toBe(0)
    } finally {
      child.kill('SIGKILL')
      closeSync(reader)
      closeSync(writer)
      rmSync(directory, { recursive: true })
    }
  })

  it.each([
    ['a pipe', '"$0" "$@" 2>&1 | cat'],
    ['a socket', '"$0" "$@" 2>&1'],
  ])('reaches whoever reads %s', (_, script) => {
    const output = execFileSync('sh', ['-c', script, process.execPath, ...program(3)], { encoding: 'utf8' })
    const written = output.trim().split('\n')
    expect(written.map((line) => (JSON.parse(line) as { n: number }).n)).toEqual([0, 1, 2])
  })

  it('is reached also when the process may open no more files, again and again', () => {
    const module = JSON.stringify(new URL('./diagnostics.ts', import.meta.url).href)
    const source = `
      const { closeSync, openSync } = await import('node:fs')
      const { diagnose, keepSpareDescriptor } = await import(${module})
      keepSpareDescriptor()
      const taken = []
      try { for (;;) taken.push(openSync('/dev/null')) } catch (error) { diagnose('first', error.code) }
      try { openSync('/dev/null') } catch (error) { diagnose('second', error.code) }
      taken.forEach((fd) => closeSync(fd))
      diagnose('third', 'all is well')`
    const script = 'ulimit -n 100; "$0" --input-type=module --eval "$1" 2>&1 | cat'
    const output = execFileSync('sh', ['-c', script, process.execPath, source], { encoding: 'utf8' })
    const messages = output
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { message: string }).message)
    expect(messages).toEqual(['EMFILE', 'EMFILE', 'all is well'])
  })

  it('keeps its place in a file that others write to', () => {
    const directory = mkdtempSync(join(tmpdir(), 'diagnostics-'))
    const path = join(directory, 'file')
    const script = `exec 2>"${path}"; echo before >&2; "$0" "$@"; echo after >&2`
    execFileSync('sh', ['-c', script, process.execPath, ...program(1)])
    const written = readFileSync(path, 'utf8').trim().split('\n')
    rmSync(directory, { recursive: true })
    expect(written).toEqual(['before', expect.stringContaining('"n":0'), 'after'])
  })
})
