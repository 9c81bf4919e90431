import { setServers } from 'node:dns'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { defineSink } from 'fapilog'

export interface PostOptions {
  readonly url: string
  /** Instead of those of the system. */
  readonly nameServer?: string | undefined
}

/** As users write them: one request a batch, over a connection that is kept. */
export default defineSink(({ url, nameServer }: PostOptions) => {
  if (nameServer !== undefined) setServers([nameServer])
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    async write(batch) {
      const post = request(url, { method: 'POST', agent })
      post.end(batch.bytes())
      const [response] = (await once(post, 'response')) as [IncomingMessage]
      response.resume()
      await once(response, 'end')
      if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`)
    },
    close: () => agent.destroy(),
  }
})
