/** A subject in a process of its own: `server.ts <subject> [file]`. Answers each message with the CPU used since the last. */
import type { AddressInfo } from 'node:net'
import { isSubject, startSubject } from './subjects.ts'

const [, , name = '', file] = process.argv
if (!isSubject(name)) throw new Error(`no subject ${name}`)
const server = await startSubject(name, file ?? null)
// Of 400 connections most are idle for seconds at 5,000 requests a second.
server.keepAliveTimeout = 120_000

/** Of this thread alone, in microseconds. */
function cpu(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

let before = cpu()
process.on('message', () => {
  const now = cpu()
  process.send?.({ cpu: now - before })
  before = cpu()
})
process.send?.({ port: (server.address() as AddressInfo).port })
