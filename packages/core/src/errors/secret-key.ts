const anywhere = /passw|passphrase|passcode|secret|token|credential|cookie|apikey|authorization/
const asWord = new Set(['auth', 'bearer', 'dsn', 'jwt', 'key', 'keys', 'otp', 'pass', 'pin', 'pwd'])
const wordBreaks = /[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u

/**
 * Whether a key (`password`, `access_key`, `sessionToken`) names something that must not be printed. For messages,
 * `explain()` and the query of a URL, so it errs on the hiding side; redaction of records has rules of its own.
 */
export const looksSecret = (key: string): boolean => {
  const words = key.split(wordBreaks).map((word) => word.toLowerCase())
  return anywhere.test(words.join('')) || words.some((word) => asWord.has(word))
}
