import { describe, expect, it } from 'vitest'
import { createHarness, ERROR, type Harness } from '../pipeline/format/testing/harness.ts'
import { at, type JsonObject, parseLine } from '../pipeline/format/testing/strict-json.ts'
import { readException } from './call.ts'
import { EMPTY_BLOCK } from './context-block.ts'

const messages = (events: readonly JsonObject[]): unknown[] => events.map((event) => event.get('message'))
const events = (harness: Harness): JsonObject[] => harness.lines().map(parseLine)

/** As `logger.exception(...args)`. */
function logException({ producer }: Harness, ...args: readonly unknown[]): boolean {
  const source = { name: 'root', nameRef: producer.nameRef('root'), bound: EMPTY_BLOCK }
  return producer.logArguments(source, ERROR, args, readException)
}

function errorWith(get: () => string): Error {
  const error = new Error('x')
  // Vite's stack traces read the message when they are first asked for.
  void error.stack
  return Object.defineProperty(error, 'message', { get })
}

describe('a message that is a getter', () => {
  it.each(['log', 'exception'] as const)(
    'of an error is read once, and what it logs comes after that: %s',
    (how) => {
      const harness = createHarness()
      let reads = 0
      const error = errorWith(() => (harness.log('inner'), `read ${++reads}`))
      if (how === 'log') harness.log(error)
      else logException(harness, error)
      const all = events(harness)
      expect(messages(all)).toEqual(['read 1', 'inner'])
      expect(at(all[0], 'diagnostics', 'exception', 'message')).toBe('read 1')
    },
  )

  it('of an error inside another record logs after that error', () => {
    const harness = createHarness()
    const error = errorWith(() => (harness.log('innermost'), 'inner'))
    harness.log('outer', {
      get a() {
        return harness.log(error)
      },
    })
    expect(messages(events(harness))).toEqual(['outer', 'inner', 'innermost'])
  })

  it('of something else that was thrown is read once, as a field', () => {
    const harness = createHarness()
    let reads = 0
    const thrown = {
      get message() {
        return `read ${++reads}`
      },
    }
    logException(harness, thrown)
    const [event] = events(harness)
    expect(event?.get('message')).toBe('')
    expect(at(event, 'diagnostics', 'exception', 'message')).toBe('read 1')
  })
})
