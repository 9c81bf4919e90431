import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { crashKinds, crashOnce } from './crash-once.ts'

// scripts/crashes.ts does this hundreds of times, and takes the times.
test.each(crashKinds)(
  'a thread that dies at a random moment (%s) costs nothing but a batch written twice',
  async (kind) => {
    const folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
    try {
      const at = Math.floor(Math.random() * 19_000)
      expect(await crashOnce(kind, at, join(folder, 'out')), `at ${at}`).toMatchObject({ wrong: null })
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
