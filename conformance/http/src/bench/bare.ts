/**
 * A subject without a network: `bare.ts <subject> <file> <requests>`. Hands requests to the server's own listeners, their
 * responses end in memory. Sends the CPU time that the main thread takes for one, in µs.
 */
import { IncomingMessage, type Server, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { isSubject, startSubject } from './subjects.ts'

/** What is sent goes nowhere. */
class Nowhere extends Socket {
  override readonly remoteAddress = '127.0.0.1'

  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done()
  }

  override _writev(_chunks: unknown, done: () => void): void {
    done()
  }
}

const [, , name = '', file = '', count = ''] = process.argv
if (!isSubject(name)) throw new Error(`no subject ${name}`)
const server = await startSubject(name, file)
const connections = Array.from({ length: 32 }, () => new Nowhere())
// V8 compiles for a second or two.
await requests(60_000)
const before = process.threadCpuUsage()
await requests(Number(count))
const { user, system } = process.threadCpuUsage(before)
process.send?.((user + system) / Number(count))

async function requests(total: number): Promise<void> {
  let left = total
  const onOne = async (connection: Socket): Promise<void> => {
    while (left-- > 0) await one(server, connection)
  }
  await Promise.all(connections.map(onOne))
}

/** As `node:http` does it from the head of a request to the end of its response. */
function one(to: Server, connection: Socket): Promise<void> {
  return new Promise((resolve) => {
    const request = new IncomingMessage(connection)
    request.httpVersionMajor = 1
    request.httpVersionMinor = 1
    request.httpVersion = '1.1'
    request.method = 'GET'
    request.url = '/hello/world'
    request.rawHeaders = ['Host', 'shop.test', 'User-Agent', 'load']
    const response = new ServerResponse(request)
    response.assignSocket(connection)
    response.on('finish', () => {
      response.detachSocket(connection)
      process.nextTick(() => response.emit('close'))
      // The next one comes in a turn of its own, as from a network.
      setImmediate(resolve)
    })
    to.emit('request', request, response)
    request.push(null)
  })
}
