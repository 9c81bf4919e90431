/** A list of int32: half the size of an array, outside the heap, and used again after `clear()`. */
export class Numbers {
  #items = new Int32Array(1024)
  length = 0

  push(item: number): void {
    if (this.length === this.#items.length) {
      const larger = new Int32Array(this.length * 2)
      larger.set(this.#items)
      this.#items = larger
    }
    this.#items[this.length++] = item
  }

  at(index: number): number {
    return this.#items[index] as number
  }

  clear(): void {
    this.length = 0
  }
}
