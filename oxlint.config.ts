import { defineConfig, type OxlintOverride } from 'oxlint'

/**
 * packages/core/src, in the order in which a record travels. A folder imports only from those before it, so the list
 * is the architecture: the design's one-way rule, from the error catalogue up to the public faces.
 */
const coreFolders = [
  'errors',
  'observe',
  'codec',
  'ring',
  'config',
  'sinks',
  'delivery',
  'pipeline',
  'lifecycle',
  'logger',
]
/** What the world sees: nothing inside may import these. */
const faces = ['index', 'testing', 'bridges']

function onlyFromBefore(folder: string, at: number): OxlintOverride {
  const later = [...coreFolders.slice(at + 1), ...faces].join('|')
  const message = `${folder}/ may import only from: ${coreFolders.slice(0, at).join(', ') || 'nothing else'}.`
  return {
    files: [`packages/core/src/${folder}/**`],
    excludeFiles: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: `^(\\.\\./)+(${later})(/|\\.ts$)`, message }] },
      ],
    },
  }
}

export default defineConfig({
  ignorePatterns: ['**/node_modules/**', '**/dist/**', '**/.turbo/**', 'packages/*/api/**'],
  plugins: ['typescript', 'import', 'unicorn', 'node', 'promise'],
  categories: { correctness: 'error' },
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    // Callback interfaces are ours to call from where they belong; floating promises are what matters.
    'promise/no-callback-in-promise': 'off',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
  },
  overrides: [
    {
      // Built-ins captured at load, unbound on purpose: the application may replace them later.
      files: ['packages/core/src/codec/intrinsics.ts'],
      rules: { 'typescript/unbound-method': 'off' },
    },
    {
      // What an application writes needs no cast.
      files: ['examples/{express,fastify}/**'],
      excludeFiles: ['**/*.test.ts'],
      rules: { 'typescript/consistent-type-assertions': ['error', { assertionStyle: 'never' }] },
    },
    ...coreFolders.map(onlyFromBefore),
  ],
})
