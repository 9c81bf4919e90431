/** A relative link, with the line it stands on. */
export interface Link {
  readonly target: string
  readonly line: number
}

/** The text with fenced code blanked out, so that line numbers stay. */
function withoutCode(text: string): readonly string[] {
  let fence = ''
  return text.split('\n').map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
    if (fence === '' && mark !== '') {
      fence = mark
      return ''
    }
    if (fence !== '' && mark.startsWith(fence)) {
      fence = ''
      return ''
    }
    return fence === '' ? line : ''
  })
}

const isRelative = (target: string): boolean => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target)

/** Inline links and images, reference definitions and HTML attributes; links to other hosts are left out. */
export function linksOf(text: string): readonly Link[] {
  const forms = [
    /\]\(\s*<?([^)\s>]+)>?(?:\s+["'][^)]*)?\)/g,
    /^\s*\[[^\]]+\]:\s*<?([^\s>]+)>?/g,
    /\b(?:href|src)="([^"]+)"/g,
  ]
  return withoutCode(text).flatMap((line, index) => {
    const prose = line.replace(/`[^`]*`(?!\])/g, (code) => ' '.repeat(code.length))
    return forms
      .flatMap((form) => [...prose.matchAll(form)])
      .map((match) => match[1] ?? '')
      .filter(isRelative)
      .map((target) => ({ target, line: index + 1 }))
  })
}

/** Anchors as GitHub makes them: lower case, punctuation dropped, blanks to hyphens, repeated ones numbered. */
export function headingAnchors(text: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  const seen = new Map<string, number>()
  for (const line of withoutCode(text)) {
    for (const match of line.matchAll(/\b(?:id|name)="([^"]+)"/g)) anchors.add((match[1] ?? '').toLowerCase())
    const title = /^#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1]
    if (title === undefined) continue
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .replace(/\s/g, '-')
    const times = seen.get(slug) ?? 0
    seen.set(slug, times + 1)
    anchors.add(times === 0 ? slug : `${slug}-${times}`)
  }
  return anchors
}
