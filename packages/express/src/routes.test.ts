import { describe, expect, it } from 'vitest'
import { majors } from './fixtures/majors.ts'
import { serve } from './fixtures/serve.ts'

describe.each(majors)('the route of a request in Express %i', (_major, express) => {
  it('is the template that matched', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get('/users/:id', (_req, res) => void res.send('ok'))
      return app
    })
    expect((await service.get('/users/7?q=1')).status).toBe(200)
    expect((await service.line()).data).toMatchObject({ route: '/users/:id', path: '/users/7' })
  })

  it('includes the mount paths of routers, as templates', async () => {
    const service = await serve((http) => {
      const app = express()
      const teams = express.Router()
      teams.get('/members/:member', (_req, res) => void res.send('ok'))
      teams.get('/', (_req, res) => void res.send('ok'))
      const orgs = express.Router()
      orgs.use('/teams/:team', teams)
      app.use(http)
      app.use('/orgs/:org', orgs)
      return app
    })
    for (const path of [
      '/orgs/a%20c/teams/t1/members/m',
      '/orgs/acme/teams/t2',
      '/orgs/acme/teams/t2/members/n',
    ]) {
      expect((await service.get(path)).status).toBe(200)
    }
    expect((await service.lines()).map(({ data }) => data['route'])).toEqual([
      '/orgs/:org/teams/:team/members/:member',
      '/orgs/:org/teams/:team',
      '/orgs/:org/teams/:team/members/:member',
    ])
  })

  it.each([
    ['/users/:id', '/', '/users/users', '/users/:id'],
    ['/:org/:repo', '/', '/foo/foo', '/:org/:repo'],
    ['/:org/:repo', '/x', '/a%2Fb/foo/x', '/:org/:repo/x'],
    ['/files-:id', '/x', '/files-s/x', '/files-:id/x'],
    ['/from/:a-:b', '/x', '/from/x-x/x', '/from/:a-:b/x'],
    ['/:a', '/x/:b', '/x/x/1', '/:a/x/:b'],
    ['/:a/x', '/:b', '/x/x/1', '/:a/x/:b'],
    ['/:a/x', '/:b', '/X/x/1', '/:a/x/:b'],
    ['/:org/of/:user', '/', '/of/of/of', '/:org/of/:user'],
    ['/v-:a/v', '/', '/v-v/v', '/v-:a/v'],
    ['/:a/s/b%20b', '/', '/s/s/b%20b', '/:a/s/b b'],
    ['/:a/b%20b/:c', '/', '/b%20b/b%20b/b', '/:a/b b/:c'],
    ['/:a/zqx0/z', '/', '/z/zqx0/z', '/:a/zqx0/z'],
  ])('tells the parameters of %s%s from its words in %s', async (mount, path, sent, route) => {
    const service = await serve((http) => {
      const app = express()
      const router = express.Router()
      router.get(path, (_req, res) => void res.send('ok'))
      app.use(http)
      app.use(mount, router)
      return app
    })
    expect((await service.get(sent)).status).toBe(200)
    expect((await service.line()).data).toMatchObject({ route })
  })

  it('tells them in a router in a router, and in a mounted application', async () => {
    const service = await serve((http) => {
      const app = express()
      const inner = express.Router()
      inner.get('/:c', (_req, res) => void res.send('ok'))
      const outer = express.Router()
      outer.use('/x', (_req, _res, next) => next())
      outer.use('/:b/x', inner)
      const mounted = express()
      mounted.use('/:b/x', inner)
      app.use(http)
      app.use('/r/:a/x', outer)
      app.use('/:m/m', mounted)
      return app
    })
    const paths = ['/r/x/x/x/x/1', '/m/m/x/x/1', '/r/x/x/y/x/1', '/m/m/x/x/1', '/r/x/x/x/x/1']
    for (const path of paths) expect((await service.get(path)).status).toBe(200)
    const routes = (await service.lines()).map(({ data }) => data['route'])
    const [inRouters, mounted] = ['/r/:a/x/:b/x/:c', '/:m/m/:b/x/:c']
    expect(routes).toEqual([inRouters, mounted, inRouters, mounted, inRouters])
  })

  it('takes the last place of a value behind a function that calls a router', async () => {
    const service = await serve((http) => {
      const app = express()
      const router = express.Router()
      const inner = express.Router()
      inner.get('/', (_req, res) => void res.send('ok'))
      router.use('/:a/x', inner)
      app.use(http)
      app.use('/f', (req, res, next) => router(req, res, next))
      return app
    })
    expect((await service.get('/f/x/x')).status).toBe(200)
    expect((await service.line()).data).toMatchObject({ route: '/f/x/:a' })
  })

  it('tells merged parameters from those of a mount path further in', async () => {
    const service = await serve((http) => {
      const app = express()
      const inner = express.Router({ mergeParams: true })
      inner.get('/x', (_req, res) => void res.send('ok'))
      const outer = express.Router({ mergeParams: true })
      outer.use('/items', inner)
      outer.use('/of/:u', inner)
      app.use(http)
      app.use('/o/:t', outer)
      return app
    })
    for (const path of ['/o/items/items/x', '/o/t/items/x', '/o/of/of/7/x']) {
      expect((await service.get(path)).status).toBe(200)
    }
    const routes = (await service.lines()).map(({ data }) => data['route'])
    expect(routes).toEqual(['/o/:t/items/x', '/o/:t/items/x', '/o/:t/of/:u/x'])
  })

  it('is there for an error that left its routers', async () => {
    const service = await serve((http) => {
      const app = express()
      const router = express.Router({ mergeParams: true })
      router.get('/boom/:id', () => {
        throw new Error('boom')
      })
      app.use(http)
      app.use('/orgs/:org', router)
      app.set('env', 'test')
      return app
    })
    expect((await service.get('/orgs/acme/boom/1')).status).toBe(500)
    expect(await service.line()).toMatchObject({
      message: 'request_failed',
      level: 'ERROR',
      data: { route: '/orgs/:org/boom/:id', status_code: 500, error_type: 'Error', error: 'boom' },
      diagnostics: { exception: { message: 'boom' } },
    })
  })

  it('is there for a router that answers its own error', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get('/boom', (_req, _res, next) => next(new Error('boom')))
      app.use(http.errors())
      app.use(
        (
          _error: unknown,
          _req: unknown,
          res: { status(code: number): { send(text: string): unknown } },
          _next: unknown,
        ) => {
          res.status(503).send('sorry')
        },
      )
      return app
    })
    expect((await service.get('/boom')).body).toBe('sorry')
    expect((await service.line()).data).toMatchObject({ route: '/boom', status_code: 503, error: 'boom' })
  })

  it.each(['nobody', 'a middleware', 'the middleware of a router'])(
    'is none when a route passed the request on to %s',
    async (whom) => {
      const service = await serve((http) => {
        const app = express()
        const router = express.Router()
        router.get('/users/:id', (_req, _res, next) => next())
        router.get('/list', (_req, _res, next) => next())
        if (whom === 'the middleware of a router')
          router.use((_req, res) => void res.status(404).send('none'))
        app.use(http)
        app.use('/api', router)
        app.get('/top', (_req, _res, next) => next())
        if (whom !== 'nobody') app.use((_req, res) => void res.status(404).send('none'))
        return app
      })
      for (const path of ['/api/users/7', '/api/list', '/top', '/unknown']) {
        expect((await service.get(path)).status).toBe(404)
      }
      const lines = await service.lines()
      expect(lines).toHaveLength(4)
      for (const { data } of lines) expect(data).not.toHaveProperty('route')
    },
  )

  it('stays with a route that answers 404 itself, also with parameters that were replaced', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get('/users/:id', (req, res) => {
        req.params = { ...req.params }
        res.status(404).send('no such user')
      })
      return app
    })
    await service.get('/users/7')
    expect((await service.line()).data).toMatchObject({ route: '/users/:id', status_code: 404 })
  })

  it('stays with a route whose parameter was answered with 404 before it began', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.param('id', (_req, res) => void res.status(404).send('no such user'))
      app.get('/users/:id', (_req, res) => void res.send('ok'))
      return app
    })
    expect((await service.get('/users/7')).status).toBe(404)
    expect((await service.line()).data).toMatchObject({ route: '/users/:id', status_code: 404 })
  })

  it('names lists and expressions', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get(['/a', '/b'], (_req, res) => void res.send('ok'))
      app.get(/^\/c\d$/, (_req, res) => void res.send('ok'))
      return app
    })
    await service.get('/b')
    await service.get('/c1')
    expect((await service.lines()).map(({ data }) => data['route'])).toEqual(['/a|/b', '/^\\/c\\d$/'])
  })

  it('serves HEAD by the route of GET, and OPTIONS by none', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get('/users/:id', (_req, res) => void res.send('body'))
      return app
    })
    expect((await service.get('/users/7', {}, 'HEAD')).status).toBe(200)
    expect((await service.get('/users/7', {}, 'OPTIONS')).headers['allow']).toContain('GET')
    const [head, options] = await service.lines()
    expect(head?.data).toMatchObject({ method: 'HEAD', route: '/users/:id', response_bytes: 0 })
    expect(options?.data).toMatchObject({ method: 'OPTIONS', status_code: 200 })
    expect(options?.data).not.toHaveProperty('route')
  })
})
