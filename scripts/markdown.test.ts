import { expect, test } from 'vitest'
import { headingAnchors, linksOf } from './markdown.ts'

test('finds every form of relative link with its line, and none in code', () => {
  const text = [
    'see [a](docs/a.md#b) and ![p](p.png "title") and [`code`](src/x.ts#L3)',
    '[ref]: ../other.md',
    '<a href="c.md">c</a> [far](https://example.com) [mail](mailto:a@b.c)',
    '`[not](a-link.md)`',
    '```md',
    '[not](in-code.md)',
    '```',
    '[last](z.md)',
  ].join('\n')
  expect(linksOf(text)).toEqual([
    { target: 'docs/a.md#b', line: 1 },
    { target: 'p.png', line: 1 },
    { target: 'src/x.ts#L3', line: 1 },
    { target: '../other.md', line: 2 },
    { target: 'c.md', line: 3 },
    { target: 'z.md', line: 8 },
  ])
})

test('makes the anchors that GitHub makes', () => {
  const text =
    '# What it is, and why?\n## `npm test`\n## Same\n## Same\n```\n# not\n```\n<a id="own"></a>\n## [x](y.md) & z\n'
  expect([...headingAnchors(text)]).toEqual([
    'what-it-is-and-why',
    'npm-test',
    'same',
    'same-1',
    'own',
    'x--z',
  ])
})
