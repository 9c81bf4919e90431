// `prepack` of every published package: the licence and its notice belong into each tarball, and stand once in git.
import { copyFileSync } from 'node:fs'

for (const name of ['LICENSE', 'NOTICE']) copyFileSync(new URL(`../${name}`, import.meta.url), name)
