import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logEvent } from '../fixtures/text-batch.ts'
import type { LogEvent } from '../sink.ts'
import { formatEvent } from './format-event.ts'
import { coloured, monochrome } from './palette.ts'
import { timeFormatter } from './time.ts'

const utc = timeFormatter('utc')
const plain = (event: Partial<LogEvent>): string => formatEvent(logEvent(event), utc, monochrome)

const STACK = `TypeError: no such row
    at find (file:///app/db.js:10:5)
    at async handle (file:///app/http.js:3:1)`

describe('formatEvent', () => {
  test('one line: time, level, logger, message, data', () => {
    expect(plain({ data: { user_id: 123, path: '/a/b', ok: true, none: null, ratio: 0.5 } })).toBe(
      '05:06:07.089 INFO     app: hello  user_id=123 path=/a/b ok=true none=null ratio=0.5\n',
    )
  })

  test('context comes last, without message_id', () => {
    const context = { message_id: '0193', request_id: 'r1', tenant_id: 't 1' }
    expect(plain({ data: { n: 1 }, context })).toBe(
      '05:06:07.089 INFO     app: hello  n=1  request_id=r1 tenant_id="t 1"\n',
    )
  })

  test('a correlation id is shown when it says something of its own', () => {
    const shown = (context: Record<string, unknown>): string => plain({ context }).split('hello')[1] ?? ''
    expect(shown({ correlation_id: null })).toBe('\n')
    expect(shown({ correlation_id: 'r1', request_id: 'r1' })).toBe('  request_id=r1\n')
    expect(shown({ correlation_id: 'c1', request_id: 'r1' })).toBe('  correlation_id=c1 request_id=r1\n')
  })

  test('diagnostics that are the same on every line are left out, others are shown', () => {
    const diagnostics = {
      service: 'shop',
      env: 'dev',
      version: '1',
      host: 'h',
      pid: 1,
      node: '24.0.0',
      origin: 'native',
      k8s_pod: 'p-1',
    }
    expect(plain({ diagnostics })).toBe('05:06:07.089 INFO     app: hello  k8s_pod=p-1\n')
  })

  test('levels are aligned, and longer ones are not cut', () => {
    const lines = ['INFO', 'CRITICAL', 'EXTRAORDINARY'].map((level) => plain({ level, logger: '' }))
    expect(lines).toEqual([
      '05:06:07.089 INFO     hello\n',
      '05:06:07.089 CRITICAL hello\n',
      '05:06:07.089 EXTRAORDINARY hello\n',
    ])
  })

  test('strings are bare when simple, quoted when they could be read as something else', () => {
    const data = {
      a: 'it=1',
      b: '',
      c: '12',
      d: 'null',
      e: 'two words',
      f: '"',
      g: 'äöü',
      'odd key': 1,
      h: '1.2.3',
    }
    expect(plain({ data })).toContain(
      String.raw`  a="it=1" b="" c="12" d="null" e="two words" f="\"" g=äöü "odd key"=1 h=1.2.3`,
    )
  })

  test('nested objects are compact', () => {
    expect(plain({ data: { pool: { size: 4, free: [1, 2] }, list: [] } })).toContain(
      '  pool={"size":4,"free":[1,2]} list=[]\n',
    )
  })

  test('a message of several lines continues behind a bar', () => {
    expect(plain({ message: 'first\r\nsecond\n05:06:07.089 ERROR    app: forged', data: { n: 1 } })).toBe(
      '05:06:07.089 INFO     app: first\n    | second\n    | 05:06:07.089 ERROR    app: forged  n=1\n',
    )
  })

  test('an error: type and message once, frames, own fields, causes', () => {
    const exception = {
      type: 'TypeError',
      message: 'no such row',
      stack: STACK,
      code: 'E_ROW',
      query: { id: 7 },
      cause: {
        type: 'Error',
        message: 'lost\nconnection',
        stack: 'Error: lost\nconnection\n    at read (net.js:1:2)',
        cause: 'why',
      },
    }
    expect(plain({ level: 'ERROR', diagnostics: { exception } })).toBe(`05:06:07.089 ERROR    app: hello
    TypeError: no such row
        at find (file:///app/db.js:10:5)
        at async handle (file:///app/http.js:3:1)
        code=E_ROW query={"id":7}
    Caused by: Error: lost
        | connection
        at read (net.js:1:2)
    Caused by: why
`)
  })

  test('the members of an AggregateError are indented and numbered', () => {
    const exception = {
      type: 'AggregateError',
      message: '',
      stack: 'AggregateError\n    at all (a.js:1:1)',
      errors: [{ type: 'Error', message: 'one', stack: 'Error: one\n    at a (b.js:1:1)' }, 'two'],
    }
    expect(plain({ diagnostics: { exception } })).toBe(`05:06:07.089 INFO     app: hello
    AggregateError
        at all (a.js:1:1)
        [0] Error: one
            at a (b.js:1:1)
        [1] two
`)
  })

  test('an error logged under a key gets a block of its own', () => {
    const err = { type: 'TypeError', message: 'no such row', stack: STACK }
    expect(plain({ data: { err, n: 1 } })).toBe(`05:06:07.089 INFO     app: hello  n=1
    err: TypeError: no such row
        at find (file:///app/db.js:10:5)
        at async handle (file:///app/http.js:3:1)
`)
  })

  test('a plain object with a type and a message is no error', () => {
    expect(plain({ data: { event: { type: 'click', message: 'hi' } } })).toContain(
      'event={"type":"click","message":"hi"}',
    )
  })

  test('a stack that says something else than type and message is printed whole', () => {
    const exception = { type: 'E', message: 'm', stack: 'Something else\n    at f (a.js:1:1)' }
    expect(plain({ diagnostics: { exception } })).toContain(
      '\n    E: m\n        Something else\n        at f (a.js:1:1)\n',
    )
  })

  test('an exception that is not in the usual form is a field', () => {
    expect(plain({ diagnostics: { exception: '[unserializable]' } })).toContain(
      '  exception="[unserializable]"\n',
    )
  })

  test('causes without end are cut to one compact line', () => {
    let exception: Record<string, unknown> = { type: 'E', message: 'innermost' }
    for (let depth = 0; depth < 40; depth++) exception = { type: 'E', message: 'outer', cause: exception }
    const lines = plain({ diagnostics: { exception } }).split('\n')
    expect(lines).toHaveLength(20)
    expect(lines.at(-2)).toContain('innermost')
  })

  test('a value that cannot be printed costs itself, not the record', () => {
    const data: Record<string, unknown> = { n: 1 }
    data['self'] = data
    expect(plain({ data })).toContain('n=1 self="[unprintable]"')
  })

  test('the key __proto__ is shown like any other', () => {
    const data = JSON.parse('{"__proto__":1,"constructor":2}') as Record<string, unknown>
    expect(plain({ data })).toContain('  __proto__=1 constructor=2\n')
  })

  test('what is no timestamp leaves dashes', () => {
    expect(plain({ timestamp: 'yesterday' })).toMatch(/^--:--:--\.--- INFO /)
  })

  test('colours: level by severity, keys, errors; time, logger, frames and context dimmed', () => {
    const exception = { type: 'E', message: 'm', stack: 'E: m\n    at f' }
    const text = formatEvent(
      logEvent({ level: 'ERROR', data: { n: 1 }, context: { request_id: 'r' }, diagnostics: { exception } }),
      utc,
      coloured,
    )
    expect(text.replaceAll('\u001b', '^')).toBe(
      '^[2m05:06:07.089^[0m ^[31mERROR   ^[0m ^[2mapp:^[0m hello  ^[36mn=^[0m1  ^[2mrequest_id=r^[0m\n' +
        '    ^[31mE: m^[0m\n        ^[2mat f^[0m\n',
    )
  })
})

describe('formatEvent with hostile text', () => {
  /** Any character at all, and the dangerous ones often. */
  const wild = fc
    .array(
      fc.oneof(
        fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
        fc.constantFrom(
          '\n',
          '\r',
          '\u001b[2J',
          '\u009b',
          '\u202e',
          '\u2066',
          '\u200f',
          '\u061c',
          '\u2028',
          '\u0085',
          '\u007f',
          '\t',
        ),
        fc.constantFrom('\n05:06:07.089 ERROR    app: forged', 'at x', ' ', '"', '=', '\\'),
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join(''))
  const wildError = fc.letrec<{ error: object }>((tie) => ({
    error: fc.record(
      {
        type: wild,
        message: wild,
        stack: wild,
        cause: fc.oneof({ maxDepth: 3 }, wild, tie('error')),
        errors: fc.array(fc.oneof({ maxDepth: 3 }, wild, tie('error')), { maxLength: 2 }),
        code: wild,
      },
      { requiredKeys: ['type', 'message'] },
    ),
  })).error
  const fields = fc.dictionary(wild, fc.oneof(wild, wildError, fc.jsonValue({ maxDepth: 2 })), { maxKeys: 4 })
  const events = fc.record({
    level: wild,
    message: wild,
    logger: wild,
    context: fields,
    data: fields,
    exception: wildError,
  })
  // oxlint-disable-next-line no-control-regex
  const OUR_CODES = /\u001b\[(?:0|2|3[1-6]|90|1;3[15])m/g

  test('property: no raw control or direction character, and one record has one line in column 0', () => {
    fc.assert(
      fc.property(events, fc.boolean(), ({ exception, ...event }, colours) => {
        const palette = colours ? coloured : monochrome
        const text = formatEvent(logEvent({ ...event, diagnostics: { exception } }), utc, palette)
        const bare = colours ? text.replace(OUR_CODES, '') : text
        const unsafe = Array.from(bare).filter(
          (char) => char !== '\n' && /[\p{Cc}\p{Bidi_C}\u2028\u2029]/u.test(char),
        )
        expect(unsafe).toEqual([])
        expect(text.endsWith('\n')).toBe(true)
        const lines = bare.slice(0, -1).split('\n')
        expect(lines[0]).toMatch(/^05:06:07\.089 /)
        for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}/)
      }),
      { numRuns: 1000 },
    )
  })

  test('every code point of the BMP: unsafe ones are escaped, the others are kept', () => {
    const kept = new Set<number>()
    for (let code = 0; code <= 0xffff; code++) {
      const char = String.fromCharCode(code)
      if (plain({ message: `<${char}>` }).includes(`<${char}>\n`)) kept.add(code)
    }
    const escaped = Array.from({ length: 0x1_00_00 }, (_, code) => code).filter((code) => !kept.has(code))
    const ranges: [number, number][] = [
      [0, 0x1f],
      [0x7f, 0x9f],
      [0x61c, 0x61c],
      [0x200e, 0x200f],
      [0x2028, 0x202e],
      [0x2066, 0x2069],
    ]
    expect(escaped).toEqual(
      ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, n) => from + n)),
    )
  })

  test('escapes are \\xNN and \\uXXXX, and legal JSON inside quotes', () => {
    expect(plain({ message: '\u001b[31m\u0000\u009b\u202e\t', logger: '' })).toContain(
      String.raw`\x1b[31m\x00\x9b\u202e\x09`,
    )
    expect(plain({ data: { k: '\u007f\u202e\n' } })).toContain(String.raw`k="\u007f\u202e\n"`)
  })
})
