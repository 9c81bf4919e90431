import { describe, expect, it } from 'vitest'
import { recordRequests } from './fixtures/record.ts'

const recorder = recordRequests()
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('the id of a request', () => {
  it('is the one that came in, on every line', async () => {
    const lines = await recorder.lines({
      request: { headers: { 'x-request-id': 'abc-1' } },
      act: () => recorder.capture.logger.info('inside'),
    })
    expect(lines.map(({ context }) => context['request_id'])).toEqual(['abc-1', 'abc-1'])
    expect(lines.map(({ context }) => context['correlation_id'])).toEqual(['abc-1', 'abc-1'])
  })

  it.each([
    '',
    'a, b',
    'a b',
    '../etc',
    '<script>',
    'ids\u00e9',
    'x'.repeat(129),
    'x'.repeat(15_000),
    '{"a":1}',
    'a\u001b[31m',
    'a\nb',
  ])('is a new one when what came in is unfit (%#)', async (id) => {
    const { context } = await recorder.line({ request: { headers: { 'x-request-id': id } } })
    expect(context['request_id']).toMatch(UUID)
  })

  it.each(['x'.repeat(128), 'A.b:c=d-e_F'])(
    'may have 128 letters, digits and a few signs (%#)',
    async (id) => {
      const { context } = await recorder.line({ request: { headers: { 'x-request-id': id } } })
      expect(context['request_id']).toBe(id)
    },
  )

  it('is read from the headers of a fetch request as well', async () => {
    const headers = new Headers({ 'X-Request-ID': 'abc-2', 'user-agent': 'u', 'content-length': '12' })
    const line = await recorder.line({ request: { headers } })
    expect(line).toMatchObject({
      context: { request_id: 'abc-2' },
      data: { user_agent: 'u', request_bytes: 12 },
    })
  })

  it('is the application’s own before all others, unless that is unfit', async () => {
    const headers = { 'x-request-id': 'h' }
    const ids = ['own id, unchecked', 'x'.repeat(257), '']
    const used: unknown[] = []
    for (const requestId of ids) {
      used.push((await recorder.line({ request: { headers, requestId } })).context['request_id'])
    }
    expect(used).toEqual(['own id, unchecked', 'h', 'h'])
  })

  it('says where it is from', async () => {
    const sources: string[] = []
    const act = (scope: { readonly requestIdSource: string }): unknown => sources.push(scope.requestIdSource)
    await recorder.line({ act, request: { requestId: 'r' } })
    await recorder.line({ act, request: { headers: { 'x-request-id': 'r' } } })
    await recorder.line({ act })
    const none = await recorder.line({ act, options: { requestId: { generate: false } } })
    expect(sources).toEqual(['application', 'header', 'generated', 'none'])
    expect(none.context['correlation_id']).toBeNull()
  })

  it('comes from another header, is made by the application, is not taken over, as it is told', async () => {
    const headers = { 'x-request-id': 'x', 'x-correlation': 'c!' }
    const request = { headers }
    const line = (requestId: object): Promise<string> =>
      recorder.line({ request, options: { requestId } }).then(({ context }) => String(context['request_id']))
    expect(await line({ header: 'X-Correlation', accept: /c!/g })).toBe('c!')
    // Part of it is not enough.
    expect(await line({ header: 'X-Correlation', accept: /^c|x$/ })).toMatch(UUID)
    expect(await line({ propagate: false, generate: () => 'made' })).toBe('made')
  })

  it('may be a number, which counters give', async () => {
    const own = await recorder.line({ request: { requestId: 42 } })
    expect(own.context['request_id']).toBe('42')
    const made = await recorder.line({ options: { requestId: { generate: () => 43 } } })
    expect(made.context['request_id']).toBe('43')
    const unfit = await recorder.line({ request: { requestId: Number.NaN } })
    expect(unfit.context['request_id']).toMatch(UUID)
  })

  it('is made by us when what the application makes is unfit', async () => {
    const throwing = (): string => {
      throw new Error('no id')
    }
    for (const generate of [throwing, () => '', () => Number.NaN, () => ({}) as never]) {
      const { context } = await recorder.line({ options: { requestId: { generate } } })
      expect(context['request_id']).toMatch(UUID)
    }
  })
})
