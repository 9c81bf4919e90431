export interface Bar {
  readonly label: string
  readonly value: number
  /** What stands behind the bar: the value with its unit. */
  readonly text: string
  readonly ours: boolean
}

const ROW = 26
const LEFT = 130
const WIDTH = 720
const TOP = 52
/** Kept free behind the longest bar for its text. */
const RIGHT = 120

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * Colours for both themes: the picture follows the reader's, since a page cannot style what it shows by `<img>`. With a
 * ground of its own, because a page may be light where the reader's system is dark.
 */
const STYLE = `.ground{fill:#fff;stroke:#d1d9e0}text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600;font-size:15px}.note{fill:#59636e;font-size:12px}
.bar{fill:#8c959f}.ours{fill:#0969da}
@media(prefers-color-scheme:dark){.ground{fill:#0d1117;stroke:#3d444d}text{fill:#e6edf3}.note{fill:#9198a1}.bar{fill:#6e7681}.ours{fill:#4493f8}}`

/** Horizontal bars on a linear scale from zero. */
export function barChart(title: string, note: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)
  const height = TOP + bars.length * ROW + 8
  const rows = bars.map(({ label, value, text, ours }, i) => {
    const y = TOP + i * ROW
    const width = Math.max(1, Math.round(((WIDTH - LEFT - RIGHT) * value) / most))
    return [
      `<text x="${LEFT - 8}" y="${y + 16}" text-anchor="end">${escape(label)}</text>`,
      `<rect class="${ours ? 'bar ours' : 'bar'}" x="${LEFT}" y="${y + 3}" width="${width}" height="${ROW - 8}" rx="2"/>`,
      `<text x="${LEFT + width + 8}" y="${y + 16}">${escape(text)}</text>`,
    ].join('\n')
  })
  const label = `${title}: ${bars.map((bar) => `${bar.label} ${bar.text}`).join(', ')}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escape(label).replaceAll('"', '&quot;')}">
<style>${STYLE}</style>
<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>
<text class="title" x="8" y="20">${escape(title)}</text>
<text class="note" x="8" y="39">${escape(note)}</text>
${rows.join('\n')}
</svg>
`
}
