import { defineSink } from 'fapilog'

export interface HttpSinkOptions {
  /** Takes a POST of NDJSON. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds for one request. Default 2000. */
  readonly timeoutMs?: number
}

/** Runs on the dedicated thread. What is thrown here, `await logger.ready()` rejects with. */
export default defineSink(({ url, headers = {}, timeoutMs = 2000 }: HttpSinkOptions, { warn }) => {
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new TypeError(`url must be an http or https URL, not ${JSON.stringify(url)}`)
  }
  let refused = 0
  return {
    // The records count as delivered when this resolves, as failed when it rejects.
    async write(batch) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', ...headers },
        body: `${batch.lines().join('\n')}\n`,
        signal: AbortSignal.timeout(timeoutMs),
      })
      // Unread, it would keep its connection busy.
      await response.arrayBuffer()
      if (response.ok) return
      refused += batch.count
      throw new Error(`the collector answered ${response.status}`)
    },
    close() {
      if (refused > 0) warn('the collector refused lines', { refused })
    },
  }
})
