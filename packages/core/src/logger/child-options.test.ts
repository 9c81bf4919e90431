import { describe, expect, it } from 'vitest'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import { recordEvents } from '../testing/record-events.ts'
import { getAsyncLogger } from './get-logger.ts'

const recorder = recordEvents()
const { logger } = recorder

describe('child() with options, as pino has them', () => {
  it('has a level of its own, which no other logger notices', async () => {
    const messages = (
      await recorder.events(() => {
        const quiet = logger.child({ a: 1 }, { level: 'error' })
        quiet.info('no')
        quiet.error('yes')
        quiet.bind({}).warn('no')
        logger.child({}, { level: 'silent' }).fatal('no')
        logger.child({}, { level: '' }).trace('parent’s')
        logger.info('untouched')
      })
    ).map(({ message }) => message)
    expect(messages).toEqual(['yes', 'parent’s', 'untouched'])
  })

  it('takes null for none, as pino does', async () => {
    const { data } = await recorder.event(() => logger.child({ a: 1 }, null as never).info('m'))
    expect(data).toEqual({ a: 1 })
  })

  it('ignores an unknown level, and says so', async () => {
    const said: string[] = []
    configureDiagnostics({ write: (line) => said.push(line) })
    const { level } = await recorder.event(() => logger.child({}, { level: 'loud' }).info('m'))
    expect(level).toBe('INFO')
    expect(said.join('')).toContain('loud')
  })

  it('turns bound and logged fields by their key, in children as well; the inner serializer wins', async () => {
    const user = (value: { readonly id: string }): string => `user ${value.id}`
    const child = logger.child({ user: { id: '1' } }, { serializers: { user, other: () => 'outer' } })
    const given = { user: { id: '2' }, plain: 1 }
    const events = await recorder.events(() => {
      child.info('bound')
      child.info('logged', given)
      child.info({ user: { id: '3' } }, 'first')
      ;(child as { info(...args: unknown[]): boolean }).info(
        'surplus',
        given,
        { a: 1 },
        { user: { id: '4' } },
      )
      child.error('with an error', new Error('e'), { user: { id: '5' } })
      child
        .child({}, { serializers: { other: () => 'inner' } })
        .info('inner', { other: 1, user: { id: '6' } })
    })
    expect(events.map(({ data }) => data['user'])).toEqual(
      ['1', '2', '3', expect.anything(), '5', '6'].map((id) => (typeof id === 'string' ? `user ${id}` : id)),
    )
    expect(JSON.stringify(events)).not.toContain('{"id"')
    expect(events[4]?.diagnostics).toMatchObject({ exception: { message: 'e' } })
    expect(events[5]?.data['other']).toBe('inner')
    expect(given).toEqual({ user: { id: '2' }, plain: 1 })
  })

  it('turns what its children bind', async () => {
    const child = logger.child({}, { serializers: { user: () => 'turned' } })
    const events = await recorder.events(() => {
      child.bind({ user: 'hush' }).info('bound')
      child.child({ user: 'hush' }).info('of a child')
      child.bind({}).child({ user: 'hush' }).info('further in')
    })
    expect(events.map(({ data }) => data['user'])).toEqual(['turned', 'turned', 'turned'])
  })

  it.each<[string, readonly unknown[], object]>([
    ['alone', [], { message: 'hush' }],
    ['with a text', ['text'], { message: 'text' }],
    ['with fields', [{ a: 1 }], { message: 'hush', data: { a: 1 } }],
    ['with a text and fields', ['text', { a: 1 }], { message: 'text', data: { a: 1 } }],
    ['with a value', [7], { message: 'hush', data: { value: 7 } }],
    ['with more', ['text', { a: 1 }, 2, [3]], { message: 'text', data: { a: 1, args: [2, [3]] } }],
  ])('prints an error %s by the serializer for `err`, as pino does', async (_with, rest, expected) => {
    const child = logger.child(
      {},
      { serializers: { err: (error: Error) => ({ length: error.message.length }) } },
    )
    const call = child as { error(...args: readonly unknown[]): boolean }
    const first = await recorder.event(() => call.error(new Error('hush'), ...rest))
    expect(first).toMatchObject(expected)
    expect(first.data['err']).toEqual({ length: 4 })
    expect(first.diagnostics).not.toHaveProperty('exception')
    const second = await recorder.event(() => call.error('first', new Error('hush'), ...rest))
    expect(second).toMatchObject({ message: 'first', data: { err: { length: 4 } } })
    expect(JSON.stringify(second)).not.toContain('hush')
  })

  it('prints every error of a call by the serializer for `err`, and loses none', async () => {
    const err = (error: Error): string => `error of ${error.message.length}`
    const child = logger.child({}, { serializers: { err, user: () => 'turned' } })
    const call = child as { error(...args: readonly unknown[]): boolean }
    class Odd {
      name = 'odd'
      user = 'hush'
    }
    const odd = Object.assign(Object.create(Error.prototype) as Error, { message: 'hush', password: 'hush' })
    const events = await recorder.events(() => {
      call.error(new Error('hush'), new Error('hush!'))
      call.error('text', new Error('hush'), { a: 1 }, new Error('hush!'))
      call.error('text', odd)
      call.error({ err: new Error('hush!') }, new Error('hush'))
      call.error('text', new Odd(), new Error('hush'))
      call.error('text', 'second', new Error('hush'))
    })
    expect(events.map(({ data }) => data)).toEqual([
      { err: 'error of 4', value: 'error of 5' },
      { err: 'error of 4', a: 1, args: ['error of 5'] },
      { err: 'error of 4' },
      { err: 'error of 5', 'err…2': 'error of 4' },
      { err: 'error of 4', name: 'odd', user: 'turned' },
      { err: 'error of 4', value: 'second' },
    ])
    for (const { diagnostics } of events) expect(diagnostics).not.toHaveProperty('exception')
  })

  it('prints no error whose serializer throws', async () => {
    const throwing = (): never => {
      throw new Error('no')
    }
    const child = logger.child({}, { serializers: { err: throwing } })
    const event = await recorder.event(() => child.exception(new Error('hush')))
    expect(event.data).toEqual({ err: '[Threw: no]' })
    expect(event.diagnostics).not.toHaveProperty('exception')
  })

  it('finds serializers that are inherited, as Fastify’s are', async () => {
    const serializers = Object.create({ user: () => 'turned' }) as Record<string, () => string>
    const event = await recorder.event(() => logger.child({}, { serializers }).info('m', { user: 1 }))
    expect(event.data).toEqual({ user: 'turned' })
  })

  it('costs the field only when a serializer or a getter throws', async () => {
    const broken = (): never => {
      throw new Error('no')
    }
    const event = await recorder.event(() =>
      logger.child({}, { serializers: { a: broken } }).info('m', {
        a: 1,
        get b() {
          return broken()
        },
        c: 3,
      }),
    )
    expect(event.data).toEqual({ a: '[Threw: no]', b: '[Threw: no]', c: 3 })
  })

  it('is the same for the async facade', async () => {
    const async = await getAsyncLogger({ reuse: false, sinks: [{ kind: 'noop' }] })
    const child = async.child({}, { level: 'error', serializers: { a: () => 'turned' } })
    expect(await child.info('m')).toBe(false)
    expect(await child.error('m', { a: 1 })).toBe(true)
    expect(await child.silent('m')).toBe(false)
    await async.drain()
  })
})

it('silent() logs nothing', async () => {
  expect(await recorder.events(() => logger.silent('m', { a: 1 }))).toEqual([])
  expect(logger.silent({ a: 1 }, 'm')).toBe(false)
})
