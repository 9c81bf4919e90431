import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('programs/memory.ts', import.meta.url))

/** A request that is kept has 1,000 bytes and more. */
const BYTES = 50

test.each(['Fastify 5', 'Fastify 6', 'Express 5', 'Express 4'])(
  '%s: 8,000 requests, failed and left ones among them, leave nothing on the heap',
  async (name) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, name])
    const { before, after, requests, held } = JSON.parse(stdout) as Readonly<Record<string, number>>
    expect((Number(after) - Number(before)) / Number(requests)).toBeLessThan(BYTES)
    expect(held).toBe(0)
  },
)
