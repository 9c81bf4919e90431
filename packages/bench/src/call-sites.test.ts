import { expect, test } from 'vitest'
import { CallLoop, makeCallSites } from './call-sites.ts'
import type { Subject } from './subjects/subject.ts'
import type { Calls } from './task.ts'

type Call = readonly unknown[]

/** What a subject with this order of arguments gets from each of the sites. */
function callsOf(order: Subject['order'], calls: Calls): Call[] {
  const seen: Call[] = []
  const note = (...args: unknown[]): void => void seen.push(args)
  const subject = subjectOf({ info: note, error: note, debug: note }, order)
  for (const site of makeCallSites(subject, calls)) site(subject.target, 5)
  return seen
}

function subjectOf(target: object, order: Subject['order'] = 'message-first'): Subject {
  const settle = (): Promise<void> => Promise.resolve()
  return { target, order, within: (fn) => fn(), settle, lost: () => 0, close: settle }
}

test('both orders of arguments carry the same messages and fields', () => {
  const ours = callsOf('message-first', 'many-sites')
  const theirs = callsOf('fields-first', 'many-sites')
  expect(ours).toHaveLength(64)
  expect(theirs.map(([fields, message]) => [message, fields])).toEqual(ours)
})

test('the sites have different messages and mostly different shapes', () => {
  const calls = callsOf('message-first', 'many-sites')
  expect(new Set(calls.map(([message]) => message)).size).toBe(64)
  expect(new Set(calls.map(([, fields]) => Object.keys(fields as object).join())).size).toBeGreaterThan(50)
})

test('each call of an Error has its own, ten frames deep', () => {
  const [first, second] = callsOf('message-first', 'error').map(([, error]) => error as Error)
  expect(first).not.toBe(second)
  expect(first?.stack?.split('\n').length).toBe(11)
  expect(callsOf('fields-first', 'error')[0]?.[0]).toMatchObject({ err: { name: 'TypeError' } })
})

test('the loop calls every site equally often and goes on where it stopped', () => {
  const seen = new Map<string, number>()
  const info = (message: string): void => void seen.set(message, (seen.get(message) ?? 0) + 1)
  const loop = new CallLoop(subjectOf({ info }), 'many-sites')
  loop.run(100)
  loop.run(28)
  expect([...seen.values()]).toEqual(Array.from({ length: 64 }, () => 2))
})
