import type { ClosableResponse, NodeServer, ServedConnection, ServedRequest } from './server-types.ts'

/** The connections of an application's servers, for the way down: clients are told, then idle ones closed, then all cut. */
export class ServedConnections {
  readonly #servers = new Set<NodeServer>()
  /** Also those that left their server by an upgrade, which nobody else knows. */
  readonly #connections = new Set<ServedConnection>()
  /** Nothing has come on them yet. */
  #silent: readonly ServedConnection[] = []
  /** Of HTTP/1, each with its connection. */
  readonly #open = new Map<ClosableResponse, unknown>()
  /** Of each connection the one that tells its client. */
  readonly #lastOnes = new Map<unknown, ClosableResponse>()
  readonly #forget = forgetIn(this.#open)
  #announcing = false
  #allClosed = (): void => undefined

  add(server: NodeServer): void {
    if (this.#servers.has(server)) return
    this.#servers.add(server)
    server.prependListener('request', this.#note)
    server.on('connection', this.#connected)
    // Over TLS beside it: this one knows whether a request came.
    server.on('secureConnection', this.#connected)
    this.#spareAnswers(server)
  }

  /**
   * For Node, whose `close()` calls this too, an answer is over when it has been ended: what a client still had to be sent
   * of it was lost, and the answers behind it.
   */
  #spareAnswers(server: NodeServer): void {
    // oxlint-disable-next-line typescript/unbound-method -- called with its server
    const { closeIdleConnections } = server
    if (closeIdleConnections === undefined) return
    server.closeIdleConnections = (): void => {
      const isSending = [...this.#open.keys()].some(({ writableEnded }) => writableEnded)
      if (!this.#announcing || !isSending) closeIdleConnections.call(server)
    }
  }

  /** For answers to requests that are open, and to those that come. */
  announce(): void {
    this.#announcing = true
    for (const [response, socket] of this.#open) this.#tell(response, socket)
  }

  /** Closes the servers, and waits until they have no connections, whoever closed them. */
  async close(): Promise<void> {
    // Closed twice, a server would say twice that it is.
    const listening = [...this.#servers].filter((server) => server.listening)
    await Promise.all(listening.map(closeOf))
    if (this.#connections.size === 0) return
    await new Promise<void>((resolve) => {
      this.#allClosed = resolve
    })
  }

  closeIdle(): void {
    for (const server of this.#servers) server.closeIdleConnections?.()
    // Not at the first look: a request may have arrived, and not have been read.
    for (const connection of this.#silent) if (isSilent(connection)) connection.destroy()
    this.#silent = [...this.#connections].filter(isSilent)
  }

  /** Whether there were any. */
  cut(): boolean {
    const wereAny = this.#connections.size > 0 || this.#open.size > 0
    for (const server of this.#servers) server.closeAllConnections?.()
    for (const connection of this.#connections) connection.destroy()
    return wereAny
  }

  /** Lets go of the servers. */
  leave(): void {
    for (const server of this.#servers) {
      server.off('request', this.#note)
      server.off('connection', this.#connected)
      server.off('secureConnection', this.#connected)
    }
    this.#lastOnes.clear()
  }

  readonly #connected = (connection: ServedConnection): void => {
    this.#connections.add(connection)
    connection.on('close', () => {
      this.#connections.delete(connection)
      if (this.#connections.size === 0) this.#allClosed()
    })
  }

  readonly #note = ({ socket }: ServedRequest, response: ClosableResponse): void => {
    // HTTP/2 has no such header: it ends sessions by a frame.
    if (response.stream !== undefined) return
    if (this.#announcing) this.#tell(response, socket)
    this.#open.set(response, socket)
    response.on('close', this.#forget)
  }

  /**
   * A client that is told sends nothing more on this connection, which closes behind the answer. Of pipelined requests
   * the last one tells it: what stands behind the end of a connection would never be sent.
   */
  #tell(response: ClosableResponse, socket: unknown): void {
    const before = this.#lastOnes.get(socket)
    if (before?.headersSent === false) before.removeHeader('connection')
    if (!response.headersSent) response.setHeader('connection', 'close')
    this.#lastOnes.set(socket, response)
  }
}

const closeOf = (server: NodeServer): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
  })

/**
 * Opened ahead, as browsers do: before Node 26 they count as busy. Bun closes them itself, and has read nothing on any.
 * https://github.com/nodejs/node/pull/63470
 */
const isSilent = ({ bytesRead }: ServedConnection): boolean =>
  bytesRead === 0 && process.versions['bun'] === undefined

/** One listener for all of them. */
const forgetIn = (open: Map<ClosableResponse, unknown>) =>
  function forget(this: ClosableResponse): void {
    open.delete(this)
  }
