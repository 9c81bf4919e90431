import { createRequestLogging } from '@fapilog/request'
import { captureLogs, type Capture } from 'fapilog/testing'
import type { LogEvent } from 'fapilog'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { type Answer, type Call, send } from './client.ts'
import type { Framework, Service, StartOptions } from './framework.ts'
import { openRaw, type RawConnection } from './raw-client.ts'

const OWN_LINES = new Set(['request_completed', 'request_failed', 'request_aborted', 'request_unfinished'])

/** A request's own line. */
export const isRequestLine = ({ message }: LogEvent): boolean => OWN_LINES.has(message)

/** A service that runs, and what it logs. */
export interface World {
  readonly port: number
  readonly service: Service
  send(path: string, call?: Call): Promise<Answer>
  raw(): Promise<RawConnection>
  /** Everything logged while `act` runs and until each of its `requests` has its line. Fails when there are more. A function is asked afterwards. */
  events(requests: number | (() => number), act: () => unknown): Promise<readonly LogEvent[]>
  /** The line of the one request that `act` makes. */
  line(act: () => unknown): Promise<LogEvent>
}

/** Long for a loaded machine: what is waited for takes milliseconds. */
const PATIENCE = { timeout: 20_000, interval: 5 }

/** One service and one capture for all cases of a describe block. */
export function useWorld(framework: Framework, options: Partial<StartOptions> = {}): World {
  let capture: Capture | null = null
  let service: Service | null = null
  let expected = 0

  beforeAll(async () => {
    capture = captureLogs()
    // One more user: the service is not the last one, which would end the capture's thread when it closes.
    createRequestLogging({ logger: capture.logger }).acquire()
    const logging = { ...options.logging, logger: capture.logger }
    service = await framework.start({ ...options, logging })
  })

  // No line comes late: as many as there were requests, also when everything has ended.
  afterAll(async () => {
    await running().close()
    const all = (await capturing().events()).filter(isRequestLine)
    await capturing().stop()
    expect(all).toHaveLength(expected)
  })

  function running(): Service {
    if (service === null) throw new Error('the service has not started')
    return service
  }

  function capturing(): Capture {
    if (capture === null) throw new Error('the capture has not started')
    return capture
  }

  async function events(given: number | (() => number), act: () => unknown): Promise<readonly LogEvent[]> {
    const before = (await capturing().events()).length
    await act()
    const requests = typeof given === 'number' ? given : given()
    expected += requests
    let found: readonly LogEvent[] = []
    await vi.waitFor(async () => {
      found = (await capturing().events()).slice(before)
      expect(found.filter(isRequestLine).length).toBeGreaterThanOrEqual(requests)
    }, PATIENCE)
    expect(found.filter(isRequestLine)).toHaveLength(requests)
    return found
  }

  return {
    get port() {
      return running().port
    },
    get service() {
      return running()
    },
    send: (path, call) => send(running().port, path, call),
    raw: () => openRaw(running().port),
    events,
    async line(act) {
      const [line] = (await events(1, act)).filter(isRequestLine)
      if (line === undefined) throw new Error('no line')
      return line
    },
  }
}
