import type { Host } from './resolve.ts'

/** For tests: a machine that is nothing in particular. */
export const fakeHost = (env: Host['env'] = {}, host: Partial<Host> = {}): Host => ({
  env,
  isTTY: false,
  levels: new Map([
    ['TRACE', 5],
    ['DEBUG', 10],
    ['INFO', 20],
    ['NOTICE', 25],
    ['WARNING', 30],
    ['ERROR', 40],
    ['CRITICAL', 50],
    ['AUDIT', 60],
    ['SECURITY', 70],
  ]),
  fileExists: () => false,
  ...host,
})
