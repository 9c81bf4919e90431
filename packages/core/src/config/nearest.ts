// Names longer than this are no slip of the finger, and the table below grows with their square.
const maxLength = 64

const normalise = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Levenshtein distance in which two neighbours that changed places count once: the commonest slip. */
const distance = (a: string, b: string): number => {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let line = 1; line <= a.length; line += 1) {
    const row = [line]
    for (let column = 1; column <= b.length; column += 1) {
      const changed = a[line - 1] === b[column - 1] ? 0 : 1
      const swapped = line > 1 && column > 1 && a[line - 1] === b[column - 2] && a[line - 2] === b[column - 1]
      row.push(
        Math.min(
          (last[column - 1] ?? 0) + changed,
          (last[column] ?? 0) + 1,
          (row[column - 1] ?? 0) + 1,
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

/**
 * The candidate somebody who wrote `name` most likely meant, or undefined. Case and separators do not
 * count (`on_full` is `onFull`). Next best is a candidate that the name begins (`prod`: `production`) or
 * contains (`log_level`: `level`).
 */
export const nearest = (name: string, candidates: Iterable<string>): string | undefined => {
  const wanted = normalise(name.slice(0, maxLength + 1))
  if (wanted === '' || wanted.length > maxLength) return undefined
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  let similar: string | undefined
  let smallestDifference = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const known = normalise(candidate)
    const found = distance(wanted, known)
    if (found < bestDistance && found <= Math.max(1, Math.floor(Math.max(wanted.length, known.length) / 3))) {
      best = candidate
      bestDistance = found
    }
    const related = known.startsWith(wanted) || (known.length > 3 && wanted.includes(known))
    const difference = Math.abs(known.length - wanted.length)
    if (related && wanted.length > 2 && difference < smallestDifference) {
      similar = candidate
      smallestDifference = difference
    }
  }
  return best ?? similar
}

/** The hint at the end of a message; empty when there is nothing to hint at. */
export const didYouMean = (found: string | undefined): string =>
  found === undefined ? '' : `. Did you mean ${found}?`
