/** The built package, or the copy of it that `TEST_ENTRY` names. */
export async function importFapilog(): Promise<typeof import('fapilog')> {
  const entry = process.env['TEST_ENTRY']
  if (entry === undefined) return import('fapilog')
  return (await import(entry)) as typeof import('fapilog')
}
