import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Request, Router } from 'express'
import { captureLogs } from 'fapilog/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { majors } from './fixtures/majors.ts'
import { serve } from './fixtures/serve.ts'
import { requestLogger } from './index.ts'

describe.each(majors)('Express %i: the route in a mounted application', (_major, express) => {
  // Before the others: its first request finds an Express that nobody has prepared.
  it('is right where it logs by itself and is mounted several times', async () => {
    const capture = captureLogs({ diagnostics: false })
    onTestFinished(() => capture.stop())
    const http = requestLogger({ logger: capture.logger })
    const inner = express()
    inner.use(http)
    inner.get('/things/:id', (_req, res) => void res.send('ok'))
    const app = express()
    app.use('/shops/:shop', inner)
    app.use('/offices/:office', inner)
    app.use(['/old/:old', '/new/:new'], inner)
    const server = app.listen(0)
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const headers = { connection: 'close' }
    for (const mount of ['/shops/1', '/offices/2', '/new/3'])
      await fetch(`http://127.0.0.1:${port}${mount}/things/1`, { headers })
    await http.drain()
    const routes = (await capture.events()).map(({ data }) => data['route'])
    expect(routes).toEqual(['/shops/:shop/things/:id', '/offices/:office/things/:id', '/new/:new/things/:id'])
  })

  it('is right, wherever the logging is', async () => {
    for (const where of ['outside', 'inside', 'both'] as const) {
      const service = await serve((http) => {
        const app = express()
        const inner = express()
        if (where !== 'inside') app.use(http)
        if (where !== 'outside') inner.use(http)
        inner.get('/things/:id', (_req, res) => void res.send('ok'))
        app.use('/t/:tenant', inner)
        return app
      })
      await service.get('/t/x/things/1')
      await service.get('/t/y/things/2')
      const routes = (await service.lines()).map(({ data }) => data['route'])
      expect(routes, where).toEqual(['/t/:tenant/things/:id', '/t/:tenant/things/:id'])
    }
  })

  it.each(['mounted', 'used by a router', 'called by a function'] as const)(
    'is right where it is %s, and baseUrl is what it is without logging',
    async (how) => {
      const service = await serve((http) => {
        const app = express()
        const inner = express()
        inner.get('/things/:id', (req, res) => void res.status(404).send(`${req.baseUrl} ${'log' in req}`))
        if (how === 'mounted') app.use(http, express.Router()).use('/t/:tenant', inner)
        else if (how === 'used by a router') app.use(http, express.Router().use('/t/:tenant', inner))
        else app.use(http).use('/t/:tenant', (req, res, next) => void inner(req, res, next))
        return app
      })
      expect((await service.get('/t/x/things/1')).body).toBe('/t/x true')
      expect((await service.line()).data).toMatchObject({ route: '/t/:tenant/things/:id', status_code: 404 })
    },
  )
})

// As Express 4 and 5 have it by themselves; in this process, all applications have our accessors.
describe.each(majors)('Express %i: the request is what it is without logging', (_major, express) => {
  const answer = async (handle: (req: Request, router: Router) => object): Promise<unknown> => {
    const service = await serve((http) => {
      const router = express.Router()
      router.get('/v1/:x', (_req, res) => void res.send('inside'))
      router.get('/batch/:n', (req, res) => void res.json(handle(req, router)))
      return express().use(http).use('/api', router)
    })
    return JSON.parse((await service.get('/api/batch/7')).body)
  }
  const expected = { baseUrl: '/api', path: '/batch/:n' }

  it('in a copy of it', async () => {
    const copied = await answer((req) => {
      const { baseUrl, route } = { ...req } as { baseUrl?: unknown; route?: { path: string } }
      const own = Object.keys(req).filter((key) => key === 'baseUrl' || key === 'route')
      return { baseUrl, path: route?.path, own }
    })
    expect(copied).toEqual({ ...expected, own: ['baseUrl', 'route'] })
  })

  it('where they are deleted, and set again', async () => {
    const deleted = await answer((req) => {
      const { route } = req as { route?: unknown }
      Reflect.deleteProperty(req, 'route')
      Reflect.deleteProperty(req, 'baseUrl')
      const gone = [req.baseUrl, req.route]
      Object.assign(req, { baseUrl: '/again', route })
      return { gone, baseUrl: req.baseUrl, own: Object.keys(req).slice(-2) }
    })
    expect(deleted).toEqual({ gone: [null, null], baseUrl: '/again', own: ['baseUrl', 'route'] })
  })

  it.each<[string, (req: Request) => Request]>([
    ['Object.create()', (req) => Object.create(req) as Request],
    ['a Proxy', (req) => new Proxy(req, {})],
  ])('has its route where a router gets another one in its place, of %s', async (_what, make) => {
    const service = await serve((http) => {
      const router = express.Router({ mergeParams: true })
      router.get('/r/:q', (_req, res) => void res.send('ok'))
      return express()
        .use(http)
        .use('/derived/:d', (req, res, next) => void router(make(req), res, next))
    })
    expect((await service.get('/derived/4/r/5')).status).toBe(200)
    expect((await service.line()).data).toMatchObject({ route: '/derived/:d/r/:q' })
  })

  it('where another one is made of it, and routed', async () => {
    const routed = await answer((req, router) => {
      const sub = Object.assign(Object.create(req) as Request, { url: '/v1/2', baseUrl: '' })
      router(sub, { send: () => undefined } as never, () => undefined)
      const { path } = req.route as { path: string }
      return { baseUrl: req.baseUrl, path, own: Object.keys(sub).toSorted() }
    })
    const own = ['_parsedUrl', 'baseUrl', 'next', 'originalUrl', 'params', 'route', 'url']
    expect(routed).toEqual({ ...expected, own })
  })
})
