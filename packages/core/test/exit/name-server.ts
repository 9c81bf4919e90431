import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** The one name that it knows. */
export const NAMED = 'collector.fapilog.test'

const HEADER_BYTES = 12
const TYPE_A = 1
const TYPE_AAAA = 28
/** A response to a recursive query, without an error. */
const ANSWERED = 0x8180
const NO_SUCH_NAME = 0x8183

/** Says that NAMED is this machine, by IPv4 alone. */
export class NameServer {
  readonly #socket = createSocket('udp4')
  readonly #ignored: number | null

  /** `ignoresIpv6`: as some do, it says nothing at all where it has no such address. */
  constructor({ ignoresIpv6 = false } = {}) {
    this.#ignored = ignoresIpv6 ? TYPE_AAAA : null
  }

  async start(): Promise<void> {
    this.#socket.on('message', (query, { port, address }) => {
      const { name, at } = readQuestion(query)
      const type = query.readUInt16BE(at + 1)
      if (type !== this.#ignored) this.#socket.send(answerTo(query, name, at), port, address)
    })
    this.#socket.bind(0, '127.0.0.1')
    await once(this.#socket, 'listening')
  }

  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`
  }

  stop(): void {
    this.#socket.close()
  }
}

/** The name, and where it ends. */
function readQuestion(query: Buffer): { readonly name: string; readonly at: number } {
  const labels: string[] = []
  let at = HEADER_BYTES
  for (; query[at] !== 0; at += 1 + query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query.readUInt8(at)))
  }
  return { name: labels.join('.').toLowerCase(), at }
}

function answerTo(query: Buffer, name: string, at: number): Buffer {
  const known = name === NAMED
  const found = known && query.readUInt16BE(at + 1) === TYPE_A
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt16BE(query.readUInt16BE(0), 0)
  header.writeUInt16BE(known ? ANSWERED : NO_SUCH_NAME, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(Number(found), 6)
  const question = query.subarray(HEADER_BYTES, at + 5)
  // The name of the question again, type A, class IN, a minute, four bytes.
  const answer = Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1])
  return Buffer.concat([header, question, found ? answer : Buffer.alloc(0)])
}
