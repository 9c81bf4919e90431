import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Case, program } from './cases.ts'
import type { Scratch } from './scratch.ts'

/** What runs the same packages and is not Node; `path` is undefined where the registry has no build for this machine. */
export interface Runtime {
  readonly name: string
  readonly path: string | undefined
}

const builds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Bun: { x64: '@oven/bun-linux-x64/bin/bun', arm64: '@oven/bun-linux-aarch64/bin/bun' },
  Deno: { x64: '@deno/linux-x64-glibc/deno', arm64: '@deno/linux-arm64-glibc/deno' },
}

// The packages `bun` and `deno` fetch these in an install script; so they are called by path, as the Nodes are.
function pathOf(name: string): string | undefined {
  const build = builds[name]?.[process.arch]
  if (process.platform !== 'linux' || build === undefined) return undefined
  const path = fileURLToPath(new URL(`../node_modules/${build}`, import.meta.url))
  return existsSync(path) ? path : undefined
}

/** Deno asks for a command and for permissions before the program. */
function launcher(path: string | undefined, folder: string): string | undefined {
  if (path === undefined) return undefined
  const file = join(folder, 'deno-run')
  writeFileSync(file, `#!/bin/sh\nexec '${path}' run -A "$@"\n`)
  chmodSync(file, 0o755)
  return file
}

export const createRuntimes = ({ plain }: Scratch): readonly Runtime[] => [
  { name: 'Bun', path: pathOf('Bun') },
  { name: 'Deno', path: launcher(pathOf('Deno'), dirname(plain)) },
]

/** A smoke test: the thread starts, a drain completes, and an end waits for what was logged. */
export function createRuntimeCases({ plain }: Scratch): readonly Case[] {
  return (['natural', 'exit', 'drain'] as const).flatMap((ending) =>
    (['pipe', 'socket'] as const).map((channel) =>
      program('esm', join(plain, 'esm'), 'main.mjs', ending, channel),
    ),
  )
}
