import { defineConfig } from 'tsdown'

/**
 * The dedicated thread's program, in one file without package imports: its text is inlined into the main entries
 * (tsdown.config.ts), and a thread started from a `data:` URL can resolve no package name.
 */
export default defineConfig({
  entry: { thread: 'src/pipeline/thread-entry.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: true,
  dts: false,
  minify: 'dce-only',
})
