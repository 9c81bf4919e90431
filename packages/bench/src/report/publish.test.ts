import { expect, test } from 'vitest'
import { withTables } from './publish.ts'

test('tables are replaced, the rest of the page stays', () => {
  const page = 'a\n<!-- results: written by `bench publish` -->\nold\n<!-- end of results -->\nb\n'
  const once = withTables(page, 'new')
  expect(once).toMatch(/^a\n[^]*\n\nnew\n\n<!-- end of results -->\nb\n$/)
  expect(once).not.toContain('old')
  expect(withTables(once, 'new')).toBe(once)
})

test('a page without a place for them is refused', () => {
  expect(() => withTables('a', 'new')).toThrow('has no lines')
})
