import { createContext, runInContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { indexes, upTo } from '../../test/lines.ts'
import { fieldsOf, Queue, SIZE } from '../../test/queue.ts'
import { state } from '../logger/shared-state.ts'
import { CONTROL, PARKED, WRITE } from './layout.ts'
import { createProducer } from './producer.ts'

const ERROR = 40
const losses = (queue: Queue): unknown[] =>
  queue.lines.filter(({ message }) => message === 'records_lost').map(({ data }) => data['count'])

describe('a full queue', () => {
  test('refuses what is new, counts it, and keeps what it has', () => {
    const queue = new Queue()
    const admitted = queue.fill()
    expect(queue.log(admitted + 1, { size: 2000 })).toBe(false)
    expect(queue.dropped()).toBe(2)
    expect(queue.drops).toEqual(['queue_full', 'queue_full'])
    queue.readAll()
    expect(indexes(queue.lines)).toEqual(upTo(admitted))
  })

  test('has room for protected records when it has none for others', () => {
    const queue = new Queue()
    queue.fill()
    expect(queue.log(100, { level: ERROR, size: 2000 })).toBe(true)
    expect(queue.log(101, { level: 70, size: 2000 })).toBe(true)
    expect(queue.log(102, { size: 2000 })).toBe(false)
  })

  test('always has room for the largest record it admits', () => {
    const queue = new Queue()
    let i = 0
    for (let n = 0; n < 500; n++) {
      while (queue.log(i, { level: n % 3 === 0 ? ERROR : 20, size: (n * 911) % 9000 })) i++
      queue.readAll()
      i++
    }
    const numbers = indexes(queue.lines) as number[]
    expect(numbers.every((number, at) => at === 0 || number > (numbers[at - 1] as number))).toBe(true)
    expect(numbers.length + queue.dropped()).toBe(queue.submitted)
  })

  test('announces the loss before the next record that gets through, with its level, and only once', () => {
    const queue = new Queue()
    const admitted = queue.fill()
    queue.log(admitted + 1, { level: 30, size: 2000 })
    queue.skip(admitted)
    queue.log(admitted + 2)
    queue.log(admitted + 3)
    queue.readAll()
    const [loss, ...rest] = queue.lines
    expect(loss).toMatchObject({
      level: 'WARNING',
      logger: 'fapilog',
      message: 'records_lost',
      data: { count: 2, reason: 'queue_full', sink: '*', levels: { INFO: 1, WARNING: 1 } },
    })
    const { first_at, last_at } = (loss as { data: Record<string, string> }).data
    expect(Date.parse(String(last_at))).toBeGreaterThanOrEqual(Date.parse(String(first_at)))
    expect(indexes(rest)).toEqual([admitted + 2, admitted + 3])
  })

  test('announces it also before a protected record that uses the reserve', () => {
    const queue = new Queue()
    const admitted = queue.fill()
    expect(queue.log(admitted + 1, { level: ERROR })).toBe(true)
    queue.readAll()
    expect(queue.lines.slice(-2).map(({ message }) => message)).toEqual(['records_lost', 'line'])
  })

  test('announces it without another record when it is asked to', () => {
    const queue = new Queue()
    queue.fill()
    queue.readAll()
    queue.producer.announceLoss()
    queue.producer.announceLoss()
    queue.readAll()
    expect(losses(queue)).toEqual([1])
  })

  test('adds up: what was announced is what was counted, over many floods', () => {
    const queue = new Queue()
    let i = 0
    for (let flood = 0; flood < 200; flood++) {
      for (let n = 0; n < 5 + (flood % 17); n++)
        queue.log(i++, { level: 10 * (1 + (i % 5)), size: (i * 337) % 6000 })
      if (flood % 3 === 0) queue.readAll()
    }
    queue.readAll()
    queue.producer.announceLoss()
    queue.readAll()
    const announced = losses(queue).reduce<number>((sum, count) => sum + Number(count), 0)
    expect(announced).toBe(queue.dropped())
    expect(indexes(queue.lines).length + announced).toBe(queue.submitted)
    expect(losses(queue).length).toBeGreaterThan(20)
  })
})

describe('positions', () => {
  test.each([2 ** 31 - 4096, 2 ** 32 - 4096])('pass %s without a record lost or torn', (start) => {
    const queue = new Queue({ start })
    for (let i = 0; i < 3000; i++) {
      expect(queue.log(i, { size: (i * 131) % 5000 })).toBe(true)
      if (i % 3 === 2) queue.readAll()
    }
    expect(indexes(queue.lines)).toEqual(upTo(3000))
    expect(queue.dropped()).toBe(0)
  })

  test('are those of whole records on eight bytes', () => {
    const queue = new Queue()
    const control = new Int32Array(queue.shared.control)
    for (let i = 0; i < 10; i++) {
      queue.log(i, { size: i })
      expect((control[WRITE] as number) % 8).toBe(0)
      expect(control[WRITE]).toBe(queue.producer.position())
    }
  })

  test('stay within the capacity', () => {
    const queue = new Queue()
    queue.fill(0, { level: ERROR, size: 5000 })
    expect(queue.producer.position()).toBeLessThanOrEqual(SIZE.capacity)
  })
})

describe('waking', () => {
  test('is asked for only while the thread is parked, or gone', () => {
    const queue = new Queue()
    const control = new Int32Array(queue.shared.control)
    queue.log(0)
    expect(queue.wakes).toBe(1)
    control[PARKED] = 0
    queue.log(1)
    expect(queue.wakes).toBe(1)
    control[PARKED] = 3
    queue.log(2)
    expect(queue.wakes).toBe(2)
    expect(control[CONTROL]).toBe(0)
  })
})

test('a record is published, and counted once, although nobody could be woken for it', () => {
  const queue = new Queue()
  let failures = 0
  const producer = createProducer(queue.shared, {
    ...state.making,
    onFull: 'drop',
    waitMs: 0,
    wake() {
      failures++
      throw new RangeError('Maximum call stack size exceeded')
    },
    onDrop() {},
  })
  for (const i of [0, 1]) expect(producer.log(queue.source, 20, 'line', { i }, undefined)).toBe(true)
  expect(failures).toBe(2)
  expect(queue.dropped('encode_failed')).toBe(0)
  queue.readAll()
  expect(indexes(queue.lines)).toEqual([0, 1])
})

describe('user code that runs while a record is being encoded', () => {
  const logs = (queue: Queue, i: number): object => ({
    get inner() {
      queue.log(i)
      return 'read'
    },
  })

  test('may log: its records follow the outer one, in the order of the calls', () => {
    const queue = new Queue()
    queue.producer.log(
      queue.source,
      20,
      'outer',
      {
        get a() {
          queue.producer.log(queue.source, 20, 'first', logs(queue, 1), undefined)
          queue.log(2)
          return 1
        },
      },
      undefined,
    )
    queue.log(3)
    queue.readAll()
    expect(queue.lines.map(({ message, data }) => [message, data['i'] ?? data['inner']])).toEqual([
      ['outer', undefined],
      ['first', 'read'],
      ['line', 1],
      ['line', 2],
      ['line', 3],
    ])
  })

  test('that logs without end is cut off at four records deep, and what is cut off is counted', () => {
    const queue = new Queue()
    const deeper = Array.from({ length: 4 }, () => 'deeper')
    const endless = (): object => ({
      get again() {
        return queue.producer.log(queue.source, 20, 'deeper', endless(), undefined)
      },
    })
    expect(queue.producer.log(queue.source, 20, 'outer', endless(), undefined)).toBe(true)
    queue.readAll()
    expect(queue.lines.map(({ message }) => message)).toEqual(['outer', 'records_lost', ...deeper])
    expect(queue.dropped('reentrant')).toBe(1)
    expect(queue.submitted).toBe(6)
  })

  test('drops what it logs when the queue is full, and the count says so', () => {
    const queue = new Queue()
    queue.fill()
    const before = queue.dropped()
    const logged = queue.producer.log(queue.source, ERROR, 'outer', logs(queue, 100), undefined)
    expect(logged).toBe(true)
    expect(queue.dropped()).toBe(before + 1)
    queue.readAll()
    queue.producer.announceLoss()
    queue.readAll()
    expect(losses(queue)).toEqual([1, 1])
  })

  test('is told the truth: what it logs is there exactly if its call gave true, however little room there is', () => {
    const queue = new Queue()
    const kept: number[] = []
    let i = 0
    const logOne = (size: number, level: number, depth: number): void => {
      const number = ++i
      const fields = {
        ...fieldsOf(number, size),
        get inner() {
          for (let n = 0; depth > 0 && n < 3; n++)
            logOne((number * 977 + n * 2311) % 5000, n === 1 ? ERROR : 20, depth - 1)
          return 1
        },
      }
      if (queue.producer.log(queue.source, level, 'line', fields, undefined)) kept.push(number)
    }
    for (let n = 0; n < 300; n++) {
      logOne((n * 523) % 4000, n % 5 === 0 ? ERROR : 20, n % 3)
      if (n % 4 === 0) queue.readAll()
    }
    queue.readAll()
    expect(indexes(queue.lines)).toEqual(kept.toSorted((a, b) => a - b))
    expect(queue.submitted).toBe(i)
    expect(kept.length + queue.dropped() + queue.dropped('reentrant')).toBe(i)
    expect(queue.dropped()).toBeGreaterThan(50)
  })

  test('and is torn off is given up with the next microtask, and what it logged is there', async () => {
    const queue = new Queue()
    const log = (fields: object): boolean => queue.producer.log(queue.source, 20, 'outer', fields, undefined)
    const script = 'log({ get never() { inner(); for (;;); } })'
    const context = createContext({ log, inner: () => queue.log(1) })
    expect(() => runInContext(script, context, { timeout: 20 })).toThrow('timed out')
    await Promise.resolve()
    expect(queue.dropped('encode_failed')).toBe(1)
    queue.log(2)
    queue.readAll()
    expect(indexes(queue.lines)).toEqual([1, 2])
    expect(losses(queue)).toEqual([1])
    expect(queue.submitted).toBe(3)
  })
})
