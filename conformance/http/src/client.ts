import { Agent, type IncomingHttpHeaders, request, type RequestOptions } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Call extends Omit<RequestOptions, 'port' | 'path' | 'host'> {
  readonly body?: string
}

/** A connection each: what one case leaves behind must not reach the next. */
export const oneConnectionEach = new Agent({ keepAlive: false })

/** One request and its whole answer. Rejects when the connection ends before the answer does. */
export function send(port: number, path: string, { body, ...call }: Call = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = { agent: oneConnectionEach, ...call, host: '127.0.0.1', port, path }
    const sent = request(options, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode = 0, headers } = response
        resolve({ status: statusCode, headers, body: Buffer.concat(parts).toString() })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
