import { expect, test } from 'vitest'
import { barChart } from './bar-chart.ts'

const bars = [
  { label: 'ours', value: 1, text: '1 µs', ours: true },
  { label: 'a<b', value: 10, text: '10 µs', ours: false },
]

test('bars are as long as their values', () => {
  const widths = [...barChart('t', 'n', bars).matchAll(/rect class="bar[^>]* width="(\d+)"/g)].map((m) =>
    Number(m[1]),
  )
  expect(widths).toEqual([47, 470])
})

test('names are escaped, and a reader without eyes gets the numbers', () => {
  const svg = barChart('t', 'n', bars)
  expect(svg).toContain('>a&lt;b<')
  expect(svg).toContain('aria-label="t: ours 1 µs, a&lt;b 10 µs"')
})

test('no value at all is no division by nothing', () => {
  expect(barChart('t', 'n', [{ label: 'x', value: 0, text: '0', ours: false }])).toContain('width="1"')
})
