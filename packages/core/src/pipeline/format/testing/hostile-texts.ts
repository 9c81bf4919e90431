/** Texts and keys; like its twin a function without imports, so that it also runs in another realm. */
export function hostileTexts(): Record<string, () => unknown> {
  const keyed = (...keys: string[]): object => {
    const target = {}
    for (const key of keys) {
      Object.defineProperty(target, key, {
        value: `at ${key.slice(0, 20)}`,
        enumerable: true,
        writable: true,
      })
    }
    return target
  }
  /** Flat, unlike what `repeat` gives: a look-up makes it so. */
  const flat = (unit: string, length: number): string => {
    const text = unit.repeat(length / unit.length)
    return Object.hasOwn({}, text) ? '' : text
  }
  return {
    'a text of 10 MB': () => flat('x', 10_000_000),
    '10 MB of control codes': () => flat('\x01', 10_000_000),
    '10 MB beyond ASCII': () => flat('日本', 10_000_000),
    '10 MB of pairs': () => flat('😀', 10_000_000),
    '10 MB of broken pairs': () => flat('\udc00\ud800', 10_000_000),
    'a lone surrogate': () => 'a\ud800b\udfff',
    'linear: a text put together from pieces': () => {
      let rope = ''
      for (let i = 0; i < 1_000_000; i++) rope += i % 3 === 0 ? 'piece' : 'é'
      return rope
    },
    'a slice of 10 MB': () => flat('slice me!!', 10_000_000).slice(5, 9_000_000),
    'line ends and directions': () =>
      'a\nb\r\u2028\u2029\u0085\u202e\u2066\u200f\ufeff\u0000\u007f\u009b31m\u001b[31m',
    'text that looks like a line': () => '"}\n{"level":"CRITICAL","message":"forged"}',
    'patterns of other formatters': () => '%s %d %j %o ${x} {} {0} $& \\u0000 ${jndi:ldap://x}',
    'keys that mean something': () =>
      keyed(
        '__proto__',
        'constructor',
        'prototype',
        'level',
        'timestamp',
        'message',
        'logger',
        'context',
        'data',
        'diagnostics',
        'message_id',
        '',
      ),
    'keys with line ends': () => keyed('a\nb', '\u2028', '\u202e', '\u0000', '"', '\\'),
    'keys that print alike': () => keyed('a\ud800', 'a\udbff', 'a\ufffd', '…', '……', '…2'),
    'a key of 10 MB': () => keyed(flat('k', 10_000_000), flat('K', 10_000_000)),
    'a boxed text of 10 MB': () => Object(flat('x', 10_000_000)),
    'a symbol with 10 MB': () => Symbol(flat('s', 10_000_000)),
    'a function with 10 MB for a name': () =>
      Object.defineProperty(() => 1, 'name', { value: flat('f', 10_000_000) }),
    'an error with 10 MB': () =>
      Object.assign(new Error(flat('e', 10_000_000)), { body: flat('b', 10_000_000) }),
  }
}
