import { threadId, Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { machineTag, parseWriter, printWriter, sameWriter, thisWriter } from './writer.ts'

describe('writers', () => {
  it('survive being printed', () => {
    const writer = thisWriter()
    expect(writer).toMatchObject({ pid: process.pid, thread: threadId })
    expect(parseWriter(printWriter(writer))).toEqual(writer)
    expect(sameWriter(writer, thisWriter())).toBe(true)
  })

  it.each([
    '',
    '1-2',
    '1-2-abcd',
    '1-2-ABCDE',
    '-1-2-abcde',
    '1-2-abcde-',
    '1-2-abcde\n',
    '12345678901-2-abcde',
  ])('%j is none', (text) => {
    expect(parseWriter(text)).toBeUndefined()
  })

  it('machines get different tags of five characters', () => {
    const tags = Array.from({ length: 1000 }, (_, n) => machineTag(`host-${n} pid:[402653183${n % 10}]`))
    expect(new Set(tags).size).toBe(1000)
    expect(tags.every((tag) => /^[0-9a-z]{5}$/.test(tag))).toBe(true)
  })

  it('two threads of a process differ in the thread only', async () => {
    const url = new URL('./writer.ts', import.meta.url).href
    const code = `import('${url}').then((m) => require('node:worker_threads').parentPort.postMessage(m.thisWriter()))`
    const worker = new Worker(code, { eval: true })
    const writer = await new Promise((resolve) => worker.once('message', resolve))
    expect(writer).toEqual({
      ...thisWriter(),
      thread: worker.threadId === -1 ? expect.any(Number) : worker.threadId,
    })
    expect(writer).not.toEqual(thisWriter())
  })
})
