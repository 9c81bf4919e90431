import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { captureLogs } from 'fapilog/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { majors } from './fixtures/majors.ts'
import { requestLogger } from './index.ts'

describe.each(majors)('Express %i: the route of the first request', (_major, express) => {
  // The first one finds an Express that nobody has prepared.
  it.each(['neither', 'listen', 'attach'] as const)(
    'is right, logged by a router of the application: %s',
    async (how) => {
      const capture = captureLogs({ diagnostics: false })
      onTestFinished(() => capture.stop())
      const http = requestLogger({ logger: capture.logger })
      const app = express()
      const api = express.Router()
      api.use(http)
      api.get('/orders/:id', (_req, res) => void res.send('ok'))
      const shops = express.Router()
      shops.use('/customers/:customer', api)
      app.use('/shops/:shop', express.Router(), shops)
      const server =
        how === 'listen' ? http.listen(app) : how === 'attach' ? http.attach(app.listen(0)) : app.listen(0)
      onTestFinished(() => void server.close())
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      for (const customer of ['alice', 'bob']) {
        const headers = { connection: 'close' }
        await fetch(`http://127.0.0.1:${port}/shops/north/customers/${customer}/orders/1`, { headers })
      }
      await http.drain()
      const routes = (await capture.events()).map(({ data }) => data['route'])
      const route = '/shops/:shop/customers/:customer/orders/:id'
      expect(routes).toEqual([route, route])
    },
  )
})
