import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Collector extends AsyncDisposable {
  readonly url: string
  /** Every line that was accepted, in order. */
  readonly lines: readonly string[]
  /** Answers 503 to the next request. */
  refuseNext(): void
}

/** Stands in for the service that takes the logs of a company. */
export async function startCollector(): Promise<Collector> {
  const lines: string[] = []
  let refusing = false
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (!refusing) lines.push(...body.split('\n').filter((line) => line !== ''))
      response.writeHead(refusing ? 503 : 204).end()
      refusing = false
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/ingest`,
    lines,
    refuseNext: () => {
      refusing = true
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
