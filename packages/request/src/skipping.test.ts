import { describe, expect, it } from 'vitest'
import { recordRequests } from './fixtures/record.ts'

const recorder = recordRequests()
const printed = async (exchange: Parameters<typeof recorder.lines>[0]): Promise<number> =>
  (await recorder.lines(exchange)).length

describe('skipped requests', () => {
  const options = { skipPaths: ['/health', '/internal/*', /^\/v\d+\/ping$/g] }

  it.each(['/health', '/health?full=1', '/internal/', '/internal/a/b', '/v1/ping'])(
    '%s has no line',
    async (url) => {
      // Twice: an expression with `g` must not remember where it was.
      for (let i = 0; i < 2; i++) expect(await printed({ options, request: { url } })).toBe(0)
    },
  )

  it.each(['/healthy', '/health/', '/internal', '/v1/pong', '/a?x=/health'])('%s has one', async (url) => {
    expect(await printed({ options, request: { url } })).toBe(1)
  })

  it('are chosen by a predicate, which may fail', async () => {
    const skip = ({ method }: { readonly method: string }): boolean => method === 'OPTIONS'
    expect(await printed({ options: { skip }, request: { method: 'OPTIONS' } })).toBe(0)
    expect(await printed({ options: { skip } })).toBe(1)
    const throwing = (): never => {
      throw new Error('hook')
    }
    expect(await printed({ options: { skip: throwing } })).toBe(1)
  })

  it('are chosen by the route', async () => {
    expect(await printed({ act: (scope) => scope.setRouteLogging(false) })).toBe(0)
    expect(await printed({ act: (scope) => scope.setRouteLogging({ skip: true }) })).toBe(0)
    const url = '/health'
    expect(await printed({ options, request: { url }, act: (scope) => scope.setRouteLogging(true) })).toBe(1)
    expect(await printed({ options, request: { url }, act: (scope) => scope.keep() })).toBe(1)
  })

  it('that fail have their line, unless that is not wanted', async () => {
    const failed = { request: { url: '/health' }, end: { finished: true, statusCode: 503 } }
    expect(await printed({ ...failed, options })).toBe(1)
    expect(await printed({ ...failed, options: { ...options, logErrorsOnSkip: false } })).toBe(0)
    const aborted = { request: { url: '/health' }, end: { finished: false } }
    expect(await printed({ ...aborted, options })).toBe(0)
    const thrown = { ...aborted, act: (scope: { fail(error: Error): void }) => scope.fail(new Error('e')) }
    expect(await printed({ ...thrown, options })).toBe(1)
  })
})

describe('sampling', () => {
  const none = { sampleRate: 0 }

  it('is of successful requests only', async () => {
    expect(await printed({ options: none })).toBe(0)
    expect(await printed({ options: none, end: { finished: true, statusCode: 404 } })).toBe(0)
    expect(await printed({ options: none, end: { finished: true, statusCode: 500 } })).toBe(1)
    expect(await printed({ options: none, end: { finished: false } })).toBe(1)
    expect(await printed({ options: none, act: (scope) => scope.keep() })).toBe(1)
    expect(await printed({ options: { ...none, slowMs: 0 } })).toBe(1)
    expect(await printed({ options: { ...none, slowMs: 60_000 } })).toBe(0)
  })

  it('keeps its share', async () => {
    const lines = await recorder.lines({
      act: async () => {
        for (let i = 0; i < 2000; i++) await recorder.lines({ options: { sampleRate: 0.25 } })
      },
    })
    // Six standard deviations to either side.
    expect(lines.length).toBeGreaterThan(380)
    expect(lines.length).toBeLessThan(620)
  })

  it('may be the route’s own', async () => {
    expect(await printed({ act: (scope) => scope.setRouteLogging({ sampleRate: 0 }) })).toBe(0)
    expect(await printed({ options: none, act: (scope) => scope.setRouteLogging({ sampleRate: 1 }) })).toBe(1)
  })
})
