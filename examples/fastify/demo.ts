/** The box office under real traffic: its lines for people, its end, and what became of every line. */
import { request } from 'node:http'
import { FastifyBuilder } from '@fapilog/fastify'
import { boxOfficeApp } from './src/box-office-app.ts'
import { openBoxOffice } from './src/box-office.ts'
import { startReleasing } from './src/release-seats.ts'

const fapilog = new FastifyBuilder().withPreset('dev').addStdoutPretty().withService('box-office').build()
const office = openBoxOffice()
const app = await boxOfficeApp(office, fapilog)
const stopReleasing = startReleasing(office, 50)
const address = await app.listen({ port: 0, host: '127.0.0.1' })
const url = `${address}/concerts`

const ask = async (path: string, init: RequestInit = {}): Promise<void> => {
  const headers = { connection: 'close', 'content-type': 'application/json' }
  await (await fetch(`${url}${path}`, { headers, ...init })).text()
}
const buy = (concert: string, body: object): Promise<void> =>
  ask(`/${concert}/tickets`, { method: 'POST', body: JSON.stringify(body) })

await ask('/mahler?token=not-for-the-log')
await buy('mahler', { seats: 2 })
await buy('haydn', { seats: 1000 })
await buy('ligeti', { seats: 'two' })
await ask('/mahler/seats')
await ask('/nobody')
await ask('/../receipt')
// A client that has no patience.
await new Promise<void>((resolve) => {
  const impatient = request(`${url}/mahler/seats`, (response) =>
    response.once('data', () => impatient.destroy()),
  )
  impatient.on('error', () => undefined).on('close', () => resolve())
  impatient.end()
})
await Promise.all(Array.from({ length: 20 }, () => buy('mahler', { seats: 1 })))

const started = performance.now()
stopReleasing()
await app.close()
const { submitted, delivered, failed, dropped, filtered } = await app.fapilog.drain()
const lost = failed + dropped.queue_full + dropped.reentrant + dropped.encode_failed
process.stdout.write(`
closed and drained in ${(performance.now() - started).toFixed(1)} ms
submitted ${submitted}
delivered ${delivered}
filtered  ${filtered.level}
lost      ${lost}
`)
