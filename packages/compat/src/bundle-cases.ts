import { dirname } from 'node:path'
import { createBundles, sinkMark } from './bundles.ts'
import { type Case, program } from './cases.ts'
import type { Scratch } from './scratch.ts'

/** Each bundle, ending before its thread is up, and drained. */
export async function createBundleCases({ plain }: Scratch): Promise<readonly Case[]> {
  const bundles = await createBundles(plain, dirname(plain))
  return bundles.flatMap(({ title, folder, file }) =>
    (['exit', 'drain'] as const).map((ending) => program(title, folder, file, ending, 'pipe', sinkMark)),
  )
}
