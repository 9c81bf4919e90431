interface Line {
  readonly timestamp?: unknown
  readonly level?: unknown
  readonly message?: unknown
  readonly context?: unknown
  readonly diagnostics?: unknown
  readonly data?: { readonly n?: unknown }
}

function parse(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Every line there, in order, each a record of its own: the first deviation, or undefined. */
export function checkLines(stdout: string, count: number): string | undefined {
  const lines = stdout.split('\n')
  if (lines.pop() !== '') return 'the last line has no line feed'
  for (const [index, text] of lines.entries()) {
    const line = parse(text)
    const shown = text.slice(0, 200)
    if (line === undefined) return `line ${index + 1} is no JSON object: ${shown}`
    if (line.data?.n !== index) return `line ${index + 1} should carry n ${index}: ${shown}`
    if (line.message !== 'Processing request' || line.level !== 'INFO') return `line ${index + 1}: ${shown}`
    if (typeof line.timestamp !== 'string' || Number.isNaN(Date.parse(line.timestamp)))
      return `timestamp of: ${shown}`
    if (typeof line.context !== 'object' || typeof line.diagnostics !== 'object')
      return `envelope of: ${shown}`
  }
  return lines.length === count ? undefined : `${lines.length} lines instead of ${count}`
}
