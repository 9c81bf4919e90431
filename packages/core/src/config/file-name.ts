const part = /^[A-Za-z0-9](?:[\w.-]*[\w-])?$/
/** Devices on Windows, whatever follows after a dot. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

export const fileNameRule = (longest: number): string =>
  `1 to ${longest} letters, digits, ".", "_" or "-", beginning with a letter or digit and not ending in "."`

/** No separator, no `..`, nothing hidden: a text that cannot lead out of the directory it is put into. */
export const isFileName = (text: string, longest: number): boolean =>
  text.length <= longest && part.test(text) && !reserved.test(text)

/** Whether that is how the files of a prefix are named, which retention may remove. */
export const isStamped = (name: string, prefix: string): boolean =>
  name.startsWith(`${prefix}-`) && /^\d{8}-\d{6}-/.test(name.slice(prefix.length + 1))
