import type { DictionaryWriter } from './dictionary.ts'
import { SafeMap } from './intrinsics.ts'
import { MAX_NODES_PER_ROOT, MAX_SHAPE_CHILDREN, MAX_SHAPE_KEYS, MAX_SHAPE_NODES } from './limits.ts'

interface Budget {
  left: number
}

/** One path of keys. Its number stands in the record instead of the keys. */
export class ShapeNode {
  lastKey: string | null = null
  last: ShapeNode | null = null
  children: SafeMap<string, ShapeNode> | null = null
  /** Where objects below this key start their own walk. */
  nested: ShapeNode | null = null
  readonly id: number
  readonly length: number
  readonly budget: Budget
  constructor(id: number, length: number, budget: Budget) {
    this.id = id
    this.length = length
    this.budget = budget
  }
}

/**
 * Shapes are found while the object is walked: one comparison a key when calls repeat, because every
 * node remembers its last child. The number of a shape is the path really taken, so keys and values
 * cannot disagree and no value is read twice. Where the trie may not grow, the rest of the object's
 * keys go into the record as text.
 */
export class ShapeTrie {
  readonly #dictionary: DictionaryWriter
  #size = 0
  /** Where the fields of messages that have no number start. */
  readonly shared: ShapeNode = new ShapeNode(0, 0, { left: MAX_SHAPE_NODES / 4 })
  /** Where exceptions start. */
  readonly exception: ShapeNode = new ShapeNode(0, 0, { left: MAX_NODES_PER_ROOT })

  constructor(dictionary: DictionaryWriter) {
    this.#dictionary = dictionary
  }

  get size(): number {
    return this.#size
  }

  newRoot(): ShapeNode {
    return new ShapeNode(0, 0, { left: MAX_NODES_PER_ROOT })
  }

  nestedRoot(node: ShapeNode): ShapeNode {
    return (node.nested ??= new ShapeNode(0, 0, node.budget))
  }

  /** The child for this key, made if need be; null: the caller writes the key as text. */
  step(node: ShapeNode, key: string): ShapeNode | null {
    const known = node.children?.get(key)
    const child = known ?? this.#grow(node, key)
    if (child !== null) {
      node.lastKey = key
      node.last = child
    }
    return child
  }

  #grow(node: ShapeNode, key: string): ShapeNode | null {
    const children = (node.children ??= new SafeMap<string, ShapeNode>())
    if (children.size >= MAX_SHAPE_CHILDREN || node.length >= MAX_SHAPE_KEYS) return null
    if (node.budget.left <= 0 || this.#size >= MAX_SHAPE_NODES) return null
    const id = this.#dictionary.addShape(node.id, key)
    if (id === 0) return null
    node.budget.left--
    const child = new ShapeNode(id, node.length + 1, node.budget)
    children.set(key, child)
    this.#size++
    return child
  }
}
