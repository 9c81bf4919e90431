/** A subject in a process of its own: `server.ts <subject> [file]`. Answers each message with the CPU used since the last. */
import type { AddressInfo } from 'node:net'
import type { CpuUsed } from './child.ts'
import { isSubject, startSubject } from './subjects.ts'

const [, , name = '', file] = process.argv
if (!isSubject(name)) throw new Error(`no subject ${name}`)
await warmTicks()
const server = await startSubject(name, file ?? null)
// Of 400 connections most are idle for seconds at 5,000 requests a second.
server.keepAliveTimeout = 120_000

/**
 * On Node 24 it is a matter of luck, decided while a process starts, whether `process.nextTick` takes 0.1 or 0.4 µs from then
 * on (V8 gives up on the object that it makes); a request calls it six times. Called often enough first, it is fast.
 */
function warmTicks(): Promise<void> {
  return new Promise((resolve) => {
    let left = 50_000
    const tick = (): void => {
      if (--left === 0) resolve()
      else process.nextTick(tick)
    }
    tick()
  })
}

function used(): CpuUsed {
  const sum = ({ user, system }: NodeJS.CpuUsage): number => user + system
  return { main: sum(process.threadCpuUsage()), all: sum(process.cpuUsage()) }
}

let before = used()
process.on('message', () => {
  const now = used()
  process.send?.({ cpu: { main: now.main - before.main, all: now.all - before.all } })
  before = used()
})
process.send?.({ port: (server.address() as AddressInfo).port })
