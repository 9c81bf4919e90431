/** A link of the list is its entry. */
export interface Linked<Entry> {
  before: Entry | null
  after: Entry | null
}

/** Oldest first. A Set, which is filled and emptied with each request, makes its table anew each time. */
export class LinkedList<Entry extends Linked<Entry>> {
  size = 0
  #first: Entry | null = null
  #last: Entry | null = null

  add(entry: Entry): void {
    const last = this.#last
    entry.before = last
    if (last === null) this.#first = entry
    else last.after = entry
    this.#last = entry
    this.size++
  }

  /** Only what is in the list, and once. */
  remove(entry: Entry): void {
    const { before, after } = entry
    if (before === null) this.#first = after
    else before.after = after
    if (after === null) this.#last = before
    else after.before = before
    entry.before = null
    entry.after = null
    this.size--
  }

  /** As they are now: to settle one may settle others. */
  all(): readonly Entry[] {
    const entries: Entry[] = []
    for (let entry = this.#first; entry !== null; entry = entry.after) entries.push(entry)
    return entries
  }
}
