import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node20.19',
  fixedExtension: true,
  dts: true,
  // Chunk names stay the same from build to build: the API snapshot lists them.
  hash: false,
  outputOptions: { minifyInternalExports: false, exports: 'named' },
})
