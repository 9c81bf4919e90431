import { defineConfig } from 'tsdown'

/**
 * The dedicated thread's program, in one file without package imports: its text is inlined into the main entries
 * (tsdown.config.ts), and what is started from a text can resolve no package name.
 */
export default defineConfig({
  entry: { thread: 'src/pipeline/thread-entry.ts' },
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: true,
  dts: false,
  minify: 'dce-only',
  plugins: [
    {
      name: 'fapilog:self-contained',
      generateBundle(_options, bundle): void {
        const chunks = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [file] : []))
        const foreign = chunks.flatMap(({ imports }) => imports).filter((name) => !name.startsWith('node:'))
        if (foreign.length > 0)
          throw new Error(`the thread must be self-contained, but imports: ${foreign.join(', ')}`)
        if (chunks.length !== 1)
          throw new Error('the thread must be one file: no dynamic import of its own modules')
      },
    },
  ],
})
