/**
 * What requests leave behind: `node --expose-gc memory.ts <framework>` prints the heap, in bytes, before and after many
 * requests that succeed, fail and are left by their clients, how many these were, and how many responses are held by
 * connections that wait for their next request.
 */
import { Agent, type ClientRequest, request, type ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { getLogger } from 'fapilog'
import { frameworkOf } from '../frameworks.ts'

const REQUESTS = 8000
/** Code is compiled, caches are filled. */
const WARM_UP = 5000
const AT_ONCE = 50
const ENDINGS = [
  '/ok',
  '/items/7',
  '/throw',
  '/status/503',
  '/orgs/a/members/1',
  '/nothing',
  'malformed',
  'left',
]

const [, , name = ''] = process.argv
const logger = getLogger({ sinks: [{ kind: 'noop' }] })
const service = await frameworkOf(name).start({ logging: { logger } })
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })

/** Until the response has closed at the server, requests that were left included. */
let open = 0
/** Of the last requests. */
let responses: WeakRef<ServerResponse>[] | null = null
const leaving = new Map<string, ClientRequest>()
service.server.prependListener('request', ({ headers }, response) => {
  open++
  responses?.push(new WeakRef(response))
  response.on('close', () => void open--)
  leaving.get(String(headers['x-leaving']))?.destroy()
})

function ask(i: number): Promise<void> {
  const ending = ENDINGS[i % ENDINGS.length] ?? ''
  const isPosted = ending === 'malformed'
  const headers = {
    ...(isPosted && { 'content-type': 'application/json' }),
    ...(ending === 'left' && { 'x-leaving': String(i) }),
  }
  const path = isPosted ? '/echo' : ending === 'left' ? '/hang' : ending
  return new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port: service.port,
      path,
      headers,
      method: isPosted ? 'POST' : 'GET',
    }
    const sent = request({ ...options, agent }, (response) => response.resume())
    if (ending === 'left') leaving.set(String(i), sent)
    sent.on('error', () => undefined)
    sent.on('close', () => {
      leaving.delete(String(i))
      resolve()
    })
    sent.end(isPosted ? '{"pin":hush}' : undefined)
  })
}

async function many(count: number): Promise<void> {
  let next = 0
  const client = async (): Promise<void> => {
    while (next < count) await ask(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, client))
  while (open > 0) await turn()
}

async function heap(): Promise<number> {
  await logger.flush()
  for (let i = 0; i < 5; i++) {
    await turn()
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}

await many(WARM_UP)
const before = await heap()
await many(REQUESTS)
const after = await heap()
responses = []
await many(AT_ONCE * ENDINGS.length)
await heap()
const held = responses.filter((response) => response.deref() !== undefined).length
process.stdout.write(JSON.stringify({ before, after, requests: REQUESTS, held }))
process.exit()
