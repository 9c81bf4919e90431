import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { SinkFailure, ThreadReport, ThreadRequest } from '../pipeline/thread-messages.ts'
import type { OnLines } from './pipeline-host.ts'

/** What one thread tells its host, and is told. */
export class ThreadPort {
  readonly #port: MessagePort
  readonly #onLines: OnLines
  #open = true
  /** The sinks that it could not set up, as far as it has said. */
  sinkFailures: readonly SinkFailure[] = []

  /** Does not keep the process alive. */
  constructor(port: MessagePort, onLines: OnLines) {
    this.#port = port
    this.#onLines = onLines
    port.on('message', (report: ThreadReport) => this.#take(report))
    port.unref()
  }

  #take(report: ThreadReport): void {
    if (report.kind === 'lines') this.#onLines(report.lines, report.levels)
    else this.sinkFailures = report.failures
  }

  /** Takes what the thread has sent, without waiting for a turn of the loop. */
  receive(): void {
    if (!this.#open) return
    for (
      let next = receiveMessageOnPort(this.#port);
      next !== undefined;
      next = receiveMessageOnPort(this.#port)
    ) {
      this.#take(next.message as ThreadReport)
    }
  }

  send(request: ThreadRequest): void {
    if (this.#open) this.#port.postMessage(request)
  }

  /** What the thread sent last still waits for a turn of the loop, and would be thrown away. */
  close(): void {
    this.receive()
    this.#open = false
    this.#port.close()
  }
}
