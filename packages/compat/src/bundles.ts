/**
 * The same program bundled by each bundler: an entry point for the application, one for the sink that its thread
 * loads. What a bundle was made from is gone when it runs, or it might start its thread from there.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rolldown } from 'rolldown'
import webpack, { type Configuration } from 'webpack'

export interface Bundle {
  readonly title: string
  readonly folder: string
  readonly file: string
}

/** Written to standard error by the sink of the project. */
export const sinkMark = 'the sink has all lines\n'

type Bundler = (from: string, to: string) => Promise<unknown>

const entries = (from: string, main: string): Record<'main' | 'sink', string> => ({
  main: join(from, main),
  sink: join(from, 'sink.mjs'),
})

const esbuild =
  (format: 'esm' | 'cjs'): Bundler =>
  (from, to) =>
    build({
      entryPoints: entries(from, format === 'esm' ? 'main.mjs' : 'main.cjs'),
      outdir: to,
      bundle: true,
      platform: 'node',
      format,
      outExtension: { '.js': format === 'esm' ? '.mjs' : '.cjs' },
      logLevel: 'error',
    })

async function withRolldown(from: string, to: string): Promise<void> {
  const bundle = await rolldown({ input: entries(from, 'main.mjs'), platform: 'node' })
  await bundle.write({ dir: to, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' })
  await bundle.close()
}

const withWebpack =
  (format: 'esm' | 'cjs'): Bundler =>
  (from, to) => {
    const esm = format === 'esm'
    const configuration: Configuration = {
      mode: 'production',
      target: 'node20',
      context: from,
      entry: entries(from, esm ? 'main.mjs' : 'main.cjs'),
      output: {
        path: to,
        filename: esm ? '[name].mjs' : '[name].cjs',
        module: esm,
        library: { type: esm ? 'module' : 'commonjs2' },
      },
      experiments: { outputModule: esm },
      node: { __dirname: false },
    }
    return new Promise<void>((resolve, reject) => {
      webpack(configuration, (error, stats) => {
        if (error) reject(error)
        else if (stats?.hasErrors() ?? true) reject(new Error(stats?.toString('errors-only')))
        else resolve()
      })
    })
  }

const bundlers: readonly (readonly [title: string, file: string, bundler: Bundler])[] = [
  ['esbuild as ESM', 'main.mjs', esbuild('esm')],
  ['esbuild as CJS', 'main.cjs', esbuild('cjs')],
  ['rolldown', 'main.mjs', withRolldown],
  ['webpack as ESM', 'main.mjs', withWebpack('esm')],
  ['webpack as CJS', 'main.cjs', withWebpack('cjs')],
]

/** `installed` is a project with `fapilog` in its node_modules; `root` a folder outside of it. */
export async function createBundles(installed: string, root: string): Promise<readonly Bundle[]> {
  const from = join(root, 'bundling')
  cpSync(fileURLToPath(new URL('../projects/bundled/', import.meta.url)), from, { recursive: true })
  cpSync(join(installed, 'node_modules/fapilog'), join(from, 'node_modules/fapilog'), {
    recursive: true,
    dereference: true,
  })
  const bundles: Bundle[] = []
  for (const [at, [title, file, bundler]] of bundlers.entries()) {
    const folder = join(root, `bundled-${at}`)
    mkdirSync(folder)
    await bundler(from, folder)
    bundles.push({ title: `bundled by ${title}`, folder, file })
  }
  rmSync(from, { recursive: true })
  return bundles
}
