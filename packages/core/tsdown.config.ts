import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsdown'

const threadText = readFileSync(new URL('dist/thread.cjs', import.meta.url), 'utf8')

export default defineConfig({
  entry: ['src/index.ts', 'src/testing.ts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node20.19',
  fixedExtension: true,
  // Gives the CJS build an `import.meta.url`, so that both builds start the file dist/thread.cjs.
  shims: true,
  dts: true,
  // `await using` needs it, and a project need neither name it among its libs nor have @types/node.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  // Chunk names stay the same from build to build: the API snapshot lists them.
  hash: false,
  // Shared chunks export full names, not letters that shift with every new type.
  outputOptions: { minifyInternalExports: false },
  // dist/thread.cjs of the run before must stay.
  clean: false,
  define: { __FAPILOG_THREAD__: JSON.stringify(threadText) },
  plugins: [
    {
      name: 'fapilog:thread-file',
      transform: {
        filter: { id: /lifecycle[\\/]thread-source\.ts$/ },
        handler(code: string): string {
          const from = "new URL('../pipeline/thread-entry.ts', import.meta.url)"
          if (!code.includes(from)) throw new Error(`thread-source.ts must contain: ${from}`)
          return code.replace(from, "new URL('./thread.cjs', import.meta.url)")
        },
      },
    },
  ],
})
