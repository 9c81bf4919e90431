import { existsSync, writeFileSync } from 'node:fs'
import { defineSink } from '../../../src/index.ts'

// The first thread that loads it ends here, the later ones do not.
const marker = new URL(import.meta.url).searchParams.get('marker') ?? ''
if (!existsSync(marker)) {
  writeFileSync(marker, '')
  process.exit(1)
}

export default defineSink(() => ({ write: () => undefined }))
