/** The package, or the copy of it that `TEST_ENTRY` names. */
export async function importFapilog(): Promise<typeof import('../../src/index.ts')> {
  const entry = process.env['TEST_ENTRY']
  if (entry === undefined) return import('../../src/index.ts')
  return (await import(entry)) as typeof import('../../src/index.ts')
}
