/** Paints one piece of a line. A painted piece never holds a line end, so no colour runs over into another record. */
export type Paint = (text: string) => string

export interface Palette {
  readonly dim: Paint
  readonly key: Paint
  readonly error: Paint
  level(name: string): Paint
}

const LEVEL_CODES: ReadonlyMap<string, string> = new Map([
  ['TRACE', '90'],
  ['DEBUG', '90'],
  ['INFO', '34'],
  ['WARNING', '33'],
  ['ERROR', '31'],
  ['CRITICAL', '1;31'],
  ['AUDIT', '35'],
  ['SECURITY', '1;35'],
])

const plain: Paint = (text) => text
const colour =
  (code: string): Paint =>
  (text) =>
    text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`

export const monochrome: Palette = { dim: plain, key: plain, error: plain, level: () => plain }

const levels = new Map([...LEVEL_CODES].map(([name, code]) => [name, colour(code)]))
const otherLevel = colour('36')

export const coloured: Palette = {
  dim: colour('2'),
  key: colour('36'),
  error: colour('31'),
  level: (name) => levels.get(name) ?? otherLevel,
}

/**
 * `auto`: FORCE_COLOR decides when set (`0`, `false`: no), else a non-empty NO_COLOR or `TERM=dumb` says no, else a
 * terminal says yes. FORCE_COLOR before NO_COLOR is Node's own order.
 */
export function choosePalette(
  colors: 'auto' | 'always' | 'never',
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: () => boolean,
): Palette {
  if (colors !== 'auto') return colors === 'always' ? coloured : monochrome
  const { FORCE_COLOR, NO_COLOR, TERM } = env
  if (FORCE_COLOR !== undefined) return FORCE_COLOR === '0' || FORCE_COLOR === 'false' ? monochrome : coloured
  if ((NO_COLOR !== undefined && NO_COLOR !== '') || TERM === 'dumb') return monochrome
  return isTerminal() ? coloured : monochrome
}
