import { spawn } from 'node:child_process'
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FileNames } from '../../src/sinks/rotating-file/file-names.ts'
import { optionsFor, scratch, textOf } from '../../src/sinks/rotating-file/fixtures/directory.ts'
import { systemHost } from '../../src/sinks/rotating-file/host.ts'
import { createRotatingFile } from '../../src/sinks/rotating-file/rotating-file.ts'
import { thisWriter } from '../../src/sinks/rotating-file/writer.ts'
import { ended, parse, pathsIn, start } from './application.ts'
import type { Scenario } from './programs/log-numbered.ts'

const PROCESSES = 8
const COUNT = 1500

/** Lets this process find the directory as the next start would, until there is nothing left to do. */
async function startAgain(folder: string, options: Parameters<typeof optionsFor>[1]): Promise<void> {
  const sink = createRotatingFile(optionsFor(folder, { prefix: 'fapilog', ...options }), systemHost())
  const unfinished = (): string[] =>
    readdirSync(folder).filter((name) => !name.endsWith('.gz') && name !== 'current')
  // Its own file is all that remains.
  await expect.poll(() => unfinished().length, { timeout: 15_000 }).toBeLessThanOrEqual(1)
  void sink.close?.()
}

describe('eight processes in one directory', () => {
  const startAll = (file: Scenario['file'], processes = PROCESSES) =>
    Array.from({ length: processes }, () => start({ file, burst: 50, count: COUNT, padding: 200 }))

  it('no line is torn, interleaved, lost or doubled, and one of them killed leaves no orphan', async () => {
    const directory = scratch()
    const file = { directory, prefix: 'fapilog', maxBytes: '64 KB', compress: true, symlink: 'current' }
    const apps = startAll(file)
    const victim = start({ file, burst: 5, padding: 200 })
    await victim.report('ready')
    const outcomes = await Promise.all(apps.map(ended))
    victim.process.kill('SIGKILL')
    await victim.exited
    for (const { stats } of outcomes) expect(stats).toMatchObject({ delivered: COUNT, failed: 0 })

    await startAgain(directory, { compress: true })
    const byProcess = new Map<string, number[]>()
    for (const name of readdirSync(directory).toSorted()) {
      if (!name.endsWith('.jsonl.gz')) continue
      const pid = name.split('-')[3] ?? ''
      byProcess.set(pid, [...(byProcess.get(pid) ?? []), ...parse(textOf(directory, name)).numbers])
    }
    expect(byProcess.size).toBe(PROCESSES + 1)
    for (const numbers of byProcess.values()) {
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i))
    }
    const complete = [...byProcess.values()].filter((numbers) => numbers.length === COUNT)
    expect(complete.length).toBeGreaterThanOrEqual(PROCESSES)
  })

  it('share one quota (four of them), which what was there before counts against', async () => {
    const directory = scratch()
    const maxTotalBytes = 1024 * 1024
    const maxBytes = 64 * 1024
    const file = { directory, maxBytes, maxTotalBytes }
    await ended(start({ file, burst: 100, count: 2 * COUNT, padding: 200 }))
    let most = 0
    let running = true
    const measure = async (): Promise<void> => {
      while (running) {
        const sizes = pathsIn(directory).map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
        most = Math.max(
          most,
          sizes.reduce((sum, size) => sum + size, 0),
        )
        await delay(2)
      }
    }
    const measured = measure()
    await Promise.all(startAll(file, 4).map(ended))
    running = false
    await measured
    // Each may have begun a file since the others looked.
    expect(most).toBeLessThanOrEqual(maxTotalBytes + 4 * maxBytes)
    expect(most).toBeGreaterThan(maxTotalBytes / 2)
    const sink = createRotatingFile(optionsFor(directory, { prefix: 'fapilog', maxBytes, maxTotalBytes }))
    sink.reopen()
    const total = (): number => pathsIn(directory).reduce((sum, path) => sum + statSync(path).size, 0)
    expect(total()).toBeLessThanOrEqual(maxTotalBytes)
    void sink.close?.()
  })
})

describe.runIf(process.platform === 'linux')('a killed process', () => {
  it('whose id another one has by now: what it left behind is put in order all the same', async () => {
    const directory = scratch()
    const other = spawn('sleep', ['60'])
    onTestFinished(() => void other.kill('SIGKILL'))
    const name = new FileNames('fapilog').log(
      '20260101-000000',
      { ...thisWriter(), pid: Number(other.pid) },
      0,
    )
    writeFileSync(join(directory, name), '{"a whole":"line"}\n{"half of')
    const aMinuteAgo = Date.now() / 1000 - 60
    utimesSync(join(directory, name), aMinuteAgo, aMinuteAgo)
    await startAgain(directory, { compress: true })
    expect(readdirSync(directory)).toEqual([`${name}.gz`])
    expect(textOf(directory, `${name}.gz`)).toBe('{"a whole":"line"}\n')
  })
})

describe('one process, killed at any moment of a burst', () => {
  it('leaves a gapless beginning, and the next start goes on behind it', async () => {
    const directory = scratch()
    const file = { directory, activeName: 'app.log', maxBytes: '256 KB' }
    let first = 0
    for (let round = 0; round < 5; round++) {
      const app = start({ file, burst: 200, padding: 300 })
      await app.report('ready')
      await delay(5 + round * 7)
      app.process.kill('SIGKILL')
      await app.exited
      first += 1
    }
    const last = await ended(start({ file, burst: 10, count: 10 }))
    expect(last.stats.delivered).toBe(10)
    const names = pathsIn(directory).map((path) => path.slice(directory.length + 1))
    expect(names).toContain('app.log')
    // The stamped ones in the order of their names, and then the active one.
    const texts = names.toSorted((a, b) => Number(a === 'app.log') - Number(b === 'app.log'))
    const numbers = texts.flatMap((name) => parse(textOf(directory, name)).numbers)
    const starts = numbers.filter((i) => i === 0).length
    expect(starts).toBeLessThanOrEqual(first + 1)
    numbers.forEach((i, at) => {
      if (i !== 0 && at > 0) expect(i).toBe((numbers[at - 1] ?? 0) + 1)
    })
    expect(join(directory, 'app.log')).toBe(pathsIn(directory).find((path) => path.endsWith('app.log')))
  })
})
