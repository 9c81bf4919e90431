/** Parsed JSON whose objects are Maps: order is kept, and no key means anything to the engine. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject extends ReadonlyMap<string, Json> {}

/** What may not stand raw in a line: control codes, line ends, marks that change the direction, the BOM. */
// oxlint-disable-next-line no-control-regex
const RAW = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

/** RFC 8259 to the letter, and beyond it: no key twice, no lone surrogate, nothing that RAW names. */
export function parseStrict(text: string): Json {
  const raw = RAW.exec(text)
  if (raw !== null) throw new SyntaxError(`raw U+${raw[0].charCodeAt(0).toString(16)} at ${raw.index}`)
  if (!text.isWellFormed()) throw new SyntaxError('a lone surrogate')
  let at = 0
  const fail = (what: string): never => {
    throw new SyntaxError(`${what} at ${at}: ${text.slice(Math.max(0, at - 20), at + 20)}`)
  }

  function value(): Json {
    switch (text[at]) {
      case '{':
        return object()
      case '[':
        return array()
      case '"':
        return string()
      default:
        return word()
    }
  }

  function object(): JsonObject {
    const fields = new Map<string, Json>()
    at++
    while (text[at] !== '}') {
      if (fields.size > 0 && text[at++] !== ',') fail('no comma')
      if (text[at] !== '"') fail('no key')
      const key = string()
      if (fields.has(key)) fail(`the key ${key} twice`)
      if (text[at++] !== ':') fail('no colon')
      fields.set(key, value())
    }
    at++
    return fields
  }

  function array(): Json[] {
    const items: Json[] = []
    at++
    while (text[at] !== ']') {
      if (items.length > 0 && text[at++] !== ',') fail('no comma')
      items.push(value())
    }
    at++
    return items
  }

  function string(): string {
    const start = at++
    while (text[at] !== '"') {
      if (at >= text.length) fail('no end of a text')
      at += text[at] === '\\' ? 2 : 1
    }
    at++
    return JSON.parse(text.slice(start, at)) as string
  }

  function word(): Json {
    const [found] =
      /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(text.slice(at, at + 40)) ?? []
    if (found === undefined) return fail('no value')
    at += found.length
    return JSON.parse(found) as Json
  }

  const parsed = value()
  if (at !== text.length) fail('more text')
  return parsed
}

/** One line of a log, of at most 64 KiB with its newline, whose top-level keys are the documented ones. */
export function parseLine(line: string): JsonObject {
  const size = Buffer.byteLength(line) + 1
  if (size > 65_536) throw new Error(`a line of ${size} bytes`)
  const parsed = parseStrict(line)
  if (!(parsed instanceof Map)) throw new Error('no object')
  const event = parsed as JsonObject
  const keys = [...event.keys()].join()
  if (keys !== 'timestamp,level,message,logger,context,diagnostics,data') throw new Error(`the keys ${keys}`)
  return event
}

/** The value at a path of keys. */
export function at(json: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let found: Json | undefined = json
  for (const key of path) {
    if (found instanceof Map) found = (found as JsonObject).get(String(key))
    else if (Array.isArray(found)) found = (found as readonly Json[])[key as number]
    else return undefined
  }
  return found
}

/** Plain JavaScript, for short expectations. Objects have no prototype, so that `__proto__` is a key. */
export function plain(json: Json | undefined): unknown {
  if (json instanceof Map) {
    const object = Object.create(null) as Record<string, unknown>
    for (const [key, value] of json as JsonObject) object[key] = plain(value)
    return object
  }
  return Array.isArray(json) ? (json as readonly Json[]).map(plain) : json
}

/** JSON text with the order of keys as it is. */
export function print(json: Json | undefined): string {
  if (json instanceof Map) {
    return `{${[...(json as JsonObject)].map(([key, value]) => `${JSON.stringify(key)}:${print(value)}`).join()}}`
  }
  if (Array.isArray(json)) return `[${(json as readonly Json[]).map(print).join()}]`
  return JSON.stringify(json) ?? 'nothing'
}
