/** A TypeScript example of the documentation, as a program of its own. */
export interface Snippet {
  /** 1-based, of the opening fence. */
  readonly line: number
  /** What other examples import it by: the word after `ts`. Null: it has no name. */
  readonly file: string | null
  /** With the hidden lines before and after it. */
  readonly code: string
  /** What the page says it prints: the block that follows `<!-- prints -->`. */
  readonly prints: string | null
}

interface Block {
  /** The fence's language, `hidden` or `prints` for the comments that steer, `prose`. */
  readonly kind: string
  readonly line: number
  readonly text: string
  /** The word after the language. */
  readonly file?: string | null
}

/**
 * Every ```ts block. `<!-- hidden`, lines of code and `-->` directly before or after one belong to it: what the
 * reader need not see, but the compiler does. `<!-- prints -->` announces the output of the example above it.
 * Throws for a comment that belongs to no example, which would check nothing.
 */
export function snippetsOf(markdown: string): readonly Snippet[] {
  const blocks = blocksOf(markdown)
  const kindAt = (i: number): string => blocks[i]?.kind ?? ''
  const hidden = (i: number): string => (kindAt(i) === 'hidden' ? `${blocks[i]?.text}\n` : '')
  const snippets: { line: number; file: string | null; code: string; prints: string | null }[] = []
  for (const [at, { kind, line, text, file = null }] of blocks.entries()) {
    const last = snippets.at(-1)
    if (kind === 'ts') {
      snippets.push({ line, file, code: `${hidden(at - 1)}${text}\n${hidden(at + 1)}`, prints: null })
    } else if (kind === 'hidden' && kindAt(at - 1) !== 'ts' && kindAt(at + 1) !== 'ts') {
      throw new Error(`line ${line}: hidden lines beside no example`)
    } else if (kind === 'prints') {
      if (last === undefined || last.prints !== null || !['json', 'text'].includes(kindAt(at + 1))) {
        throw new Error(`line ${line}: no example above, or no output below`)
      }
      last.prints = blocks[at + 1]?.text ?? ''
    }
  }
  return snippets
}

/** Fences, the two comments, and an empty block for each line of prose between: neighbours belong together. */
function blocksOf(markdown: string): readonly Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at++) {
    const first = lines[at] ?? ''
    const fence = /^(`{3,})(\w*)(?: (\S+))?/.exec(first)
    const end = fence === null ? (first === '<!-- hidden' ? '-->' : null) : (fence[1] ?? '')
    if (end === null) {
      if (first === '<!-- prints -->') blocks.push({ kind: 'prints', line: at + 1, text: '' })
      else if (first.trim() !== '') blocks.push({ kind: 'prose', line: at + 1, text: '' })
      continue
    }
    const close = lines.indexOf(end, at + 1)
    if (close === -1) throw new Error(`line ${at + 1}: no closing ${end}`)
    const kind = fence === null ? 'hidden' : (fence[2] ?? '')
    const file = fence?.[3] ?? null
    blocks.push({ kind, line: at + 1, text: lines.slice(at + 1, close).join('\n'), file })
    at = close
  }
  return blocks
}

/**
 * Output with everything blanked out that differs from run to run and from machine to machine. JSON may be laid out
 * over several lines in the page: both sides become one line an object.
 */
export function comparable(output: string): string {
  const json = jsonObjects(output)
  const text = json === null ? output.trim() : json.map((object) => JSON.stringify(object, blank)).join('\n')
  return text.replace(/\d\d:\d\d:\d\d\.\d{3}/g, 'TIME').replace(/\(?file:\/\/\S+/g, 'PLACE')
}

function jsonObjects(output: string): unknown[] | null {
  const text = output
    .trim()
    .replace(/^}\n(?={)/gm, '}\u0000')
    .replace(/^({.*})\n(?={)/gm, '$1\u0000')
  try {
    return text.split('\u0000').map((part) => JSON.parse(part) as unknown)
  } catch {
    return null
  }
}

const VARIABLE = new Set(['timestamp', 'message_id', 'host', 'pid', 'node', 'stack', 'first_at', 'last_at'])

function blank(key: string, value: unknown): unknown {
  return VARIABLE.has(key) ? '…' : value
}
