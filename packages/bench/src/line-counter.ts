/** In the message of every line that a program logs for a count. What a logger says of itself has it not. */
export const MARK = 'from the service'

const NEWLINE = 10
const [OPEN, CLOSE] = [0x7b, 0x7d]

/** Counts the lines of the load in what comes piece by piece: whole objects with the mark, not a logger's own words. */
export class LineCounter {
  #rest: Buffer = Buffer.alloc(0)
  lines = 0
  bytes = 0

  add(piece: Buffer): void {
    let from = 0
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, from)) {
      this.#line(
        this.#rest.length === 0 ? piece.subarray(from, end) : this.#joined(piece.subarray(from, end)),
      )
      from = end + 1
    }
    // A copy: the piece is its owner's buffer, which the next read overwrites.
    this.#rest = this.#joined(piece.subarray(from))
  }

  #joined(end: Buffer): Buffer {
    const line = Buffer.concat([this.#rest, end])
    this.#rest = Buffer.alloc(0)
    return line
  }

  #line(line: Buffer): void {
    if (line[0] !== OPEN || line.at(-1) !== CLOSE || !line.includes(MARK)) return
    this.lines++
    this.bytes += line.length + 1
  }

  get bytesPerLine(): number {
    return this.lines === 0 ? 0 : Math.round(this.bytes / this.lines)
  }
}
