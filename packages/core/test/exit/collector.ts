import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'

/** A server that takes its time for every batch. Each client has a path of its own. */
export class Collector {
  readonly #server: Server
  readonly #batchMs: number
  readonly #bodies = new Map<string, string[]>()
  connections = 0

  constructor(batchMs: number) {
    this.#batchMs = batchMs
    // oxlint-disable-next-line typescript/no-misused-promises -- what goes wrong is the client's to notice
    this.#server = createServer(async (request, response) => {
      const body = await text(request)
      await delay(this.#batchMs)
      const path = request.url ?? ''
      this.#bodies.set(path, [...(this.#bodies.get(path) ?? []), body])
      response.end()
    })
    this.#server.on('connection', () => this.connections++)
  }

  async start(): Promise<void> {
    await once(this.#server.listen(0), 'listening')
  }

  /** By host name, as collectors are. */
  url(path: string): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}${path}`
  }

  /** What was posted to that path, in the order of arrival. */
  received(path: string): string {
    return (this.#bodies.get(path) ?? []).join('')
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}
