import { afterEach, describe, expect, it } from 'vitest'
import { recordEvents } from '../testing/record-events.ts'
import { runWithContext } from './context.ts'
import { registerSerializer } from './register.ts'

const recorder = recordEvents()
const dataOf = async (act: Parameters<typeof recorder.event>[0]): Promise<object> =>
  (await recorder.event(act)).data

const removers: (() => void)[] = []
afterEach(() => {
  for (const remove of removers.splice(0)) remove()
})

class Secrets extends Array<string> {}
class MoreSecrets extends Secrets {}
class Handler extends Function {}

describe('a serializer for a class of lists or functions', () => {
  const secrets = (): Secrets => Secrets.from(['hunter2']) as Secrets

  it('turns them wherever they stand', async () => {
    removers.push(
      registerSerializer(Secrets, (all) => `${all.length} secrets`),
      registerSerializer(Handler, () => 'a handler'),
    )
    const handler = new Handler()
    const shown = { list: '1 secrets', handler: 'a handler' }
    const fields = { list: secrets(), handler }
    const all: unknown[] = [MoreSecrets.from(['a', 'b']), handler, [secrets()]]
    const events = await recorder.events((logger) => {
      logger.info('m', { ...fields, nested: fields, all, map: new Map([['k', secrets()]]) })
      logger.info('m', secrets())
      logger.info('m', handler)
      logger.info('m', 1, ...([secrets(), handler] as never[]))
      logger.bind(fields).info('m')
      logger.bind(secrets()).info('m')
      runWithContext(fields, () => logger.info('m'))
      logger.error(Object.assign(new Error('e'), fields))
    })
    expect(events.map(({ data }) => data)).toEqual([
      {
        ...shown,
        nested: shown,
        all: ['2 secrets', 'a handler', ['1 secrets']],
        map: { k: '1 secrets' },
      },
      { value: '1 secrets' },
      { value: 'a handler' },
      { value: 1, args: ['1 secrets', 'a handler'] },
      shown,
      { value: '1 secrets' },
      shown,
      {},
    ])
    expect(events.at(-1)?.diagnostics['exception']).toMatchObject(shown)
  })

  it('may give a list of the same class, the value itself, or one of its kind for ever', async () => {
    removers.push(registerSerializer(Secrets, (all) => all.map(() => '***')))
    expect(await dataOf((logger) => logger.info('m', { a: secrets() }))).toEqual({ a: ['***'] })
    removers.push(
      registerSerializer(Secrets, (all) => all),
      registerSerializer(Handler, (handler) => handler),
    )
    expect(await dataOf((logger) => logger.info('m', { a: secrets(), b: new Handler() }))).toEqual({
      a: ['hunter2'],
      b: '[Function: anonymous]',
    })
    removers.push(registerSerializer(Handler, () => new Handler()))
    expect(await dataOf((logger) => logger.info('m', { b: new Handler() }))).toEqual({
      b: '[Function: anonymous]',
    })
  })

  it('costs only its own value when it throws, and is gone when it is removed', async () => {
    const remove = registerSerializer(Secrets, () => {
      throw new Error('bad')
    })
    const log = (): Promise<object> => dataOf((logger) => logger.info('m', { a: secrets(), b: [1] }))
    expect(await log()).toEqual({ a: '[Threw: bad]', b: [1] })
    remove()
    expect(await log()).toEqual({ a: ['hunter2'], b: [1] })
  })

  it('is not for those of other classes, nor of proxies that do not say what they are', async () => {
    removers.push(registerSerializer(Secrets, () => '***'))
    const mute = new Proxy([1], {
      getPrototypeOf: () => {
        throw new Error('no')
      },
    })
    class Others extends Array<number> {}
    const bare: unknown = Object.setPrototypeOf([3], null)
    expect(
      await dataOf((logger) => logger.info('m', { mute, others: Others.from([2]), bare, f: setTimeout })),
    ).toEqual({ mute: [1], others: [2], bare: [3], f: '[Function: setTimeout]' })
  })

  it.each([Object, Array, Function])('is refused for %o itself', (all) => {
    const error: unknown = expect.objectContaining({
      code: 'FAPILOG_E_ARGUMENT',
      key: 'target',
      message: expect.stringContaining(`a subclass of ${all.name}`) as unknown,
    })
    expect(() => registerSerializer(all, () => '***')).toThrow(error)
  })
})
