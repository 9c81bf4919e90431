import { Numbers } from './numbers.ts'

/** A list of ASCII texts outside the heap, used again after `clear()`. */
export class Texts {
  #bytes = Buffer.allocUnsafeSlow(1 << 20)
  #used = 0
  readonly #ends = new Numbers()

  get length(): number {
    return this.#ends.length
  }

  push(text: string): void {
    if (this.#used + text.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow((this.#bytes.length + text.length) * 2)
      this.#bytes.copy(larger)
      this.#bytes = larger
    }
    this.#used += this.#bytes.write(text, this.#used, 'latin1')
    this.#ends.push(this.#used)
  }

  at(index: number): string {
    const start = index === 0 ? 0 : this.#ends.at(index - 1)
    return this.#bytes.toString('latin1', start, this.#ends.at(index))
  }

  clear(): void {
    this.#used = 0
    this.#ends.clear()
  }
}
