import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Console } from 'node:console'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import { Fifo } from './fixtures/child.ts'
import { ModuleOutput } from './module-output.ts'

const said: string[] = []
let folder: string
let fifo: Fifo
beforeEach(() => {
  said.length = 0
  configureDiagnostics({ write: (line) => said.push(line) })
  folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
  fifo = new Fifo(join(folder, 'pipe'))
})
afterEach(() => {
  fifo.closeReadEnd()
  rmSync(folder, { recursive: true })
})

describe('what a module prints', () => {
  test('is there when the call returns', () => {
    const output = new ModuleOutput(fifo.writeFd)
    const print = new Console(output)
    print.log('%s is %o', 'a', { b: 1 })
    print.error('ä')
    output.write('a part')
    expect(Buffer.from(fifo.read(), 'latin1').toString()).toBe('a is { b: 1 }\nä\na part')
  })

  test('waits for a reader that sleeps, up to a bound, in order; the rest is given up and told', async () => {
    const output = new ModuleOutput(fifo.writeFd)
    const lines = Array.from({ length: 10_000 }, (_, i) => `${i} ${'x'.repeat(90)}\n`)
    for (const line of lines) output.write(line)
    expect(output.writableLength).toBe(0)
    // The pipe and the bound of what waits; it was a megabyte.
    await expect.poll(() => fifo.read().length).toBeGreaterThan(256 * 1024)
    await expect.poll(() => said.length).toBe(1)
    const { message, dropped } = JSON.parse(said[0] ?? '') as { message: string; dropped: number }
    expect(message).toBe('the modules of sinks printed too much')
    output.write('the end\n')
    await expect.poll(() => fifo.read()).toMatch(/the end\n$/)
    const text = fifo.read().slice(0, -'the end\n'.length)
    expect(text.length + dropped).toBe(lines.join('').length)
    expect(lines.join('').startsWith(text)).toBe(true)
    expect(text.length).toBeLessThan(512 * 1024)
  })

  test('is nothing that throws when nobody can read it', () => {
    const notOpen = 1_000_000
    const output = new ModuleOutput(notOpen)
    expect(() => output.write('lost\n')).not.toThrow()
  })
})
