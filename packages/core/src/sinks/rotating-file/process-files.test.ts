import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { scratch } from './fixtures/directory.ts'
import { beganAfter, filesOf } from './process-files.ts'

/** Ends when its standard input does. */
async function start(command: string, ready: RegExp): Promise<number> {
  const child = spawn('sh', ['-c', command], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  for await (const piece of child.stdout) {
    text += String(piece)
    if (ready.test(text)) break
  }
  return Number(text.trim().split('\n').at(-1))
}

describe.runIf(process.platform === 'linux')('filesOf', () => {
  it('names the files that this process has open', () => {
    const path = join(scratch(), 'mine.jsonl')
    expect(filesOf(process.pid).open).not.toContain('mine.jsonl')
    const fd = openSync(path, 'w')
    expect(filesOf(process.pid)).toMatchObject({ alive: true })
    expect(filesOf(process.pid).open).toContain('mine.jsonl')
    closeSync(fd)
    expect(filesOf(process.pid).open).not.toContain('mine.jsonl')
  })

  it('and those of another process', async () => {
    const path = join(scratch(), 'theirs.jsonl')
    const pid = await start(`exec 5>'${path}'; echo $$; read line`, /\d\n/)
    expect(filesOf(pid).open).toContain('theirs.jsonl')
  })

  it('says when a process began, whatever it is called', async () => {
    const before = Date.now()
    const pid = await start(`printf 'a) R 1 (b' > /proc/$$/comm; echo $$; read line`, /\d\n/)
    const files = filesOf(pid)
    expect(Math.abs((files.startedAt ?? 0) - before)).toBeLessThan(2000)
    expect(beganAfter(files, before - 10_000)).toBe(true)
    expect(beganAfter(files, Date.now())).toBe(false)
  })

  it('a process that is gone has none', () => {
    // Beyond the largest possible id.
    expect(filesOf(4_194_305)).toEqual({ alive: false, open: new Set() })
  })

  it('one that has ended, but was not waited for, is gone', async () => {
    const zombie = await start(`sh -c 'echo $$' & exec sh -c 'sleep 0.2; read line'`, /\d\n/)
    await expect.poll(() => filesOf(zombie)).toEqual({ alive: false, open: new Set() })
  })
})
