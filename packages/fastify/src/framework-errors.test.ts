import type { FastifyInstance, FastifyReply, FastifyServerOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import { fapilogFastifyOptions } from './constructor-options.ts'
import { useCapture } from './fixtures/shop.ts'
import { versions } from './fixtures/versions.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

const urls = ['/items/%zz', `/items/${'x'.repeat(101)}`]

async function listening(app: FastifyInstance): Promise<string> {
  await app.register(fapilogPlugin, { logger })
  app.get('/items/:id', async () => ({}))
  return shop.closing(app).listen({ port: 0, host: '127.0.0.1' })
}

/** Ids as clients get them, and those in the lines. */
async function idsOf(app: FastifyInstance, headers: Record<string, string> = {}): Promise<unknown[][]> {
  const url = await listening(app)
  const answered: unknown[] = []
  const lines = await shop.requestLines(urls.length, async () => {
    for (const path of urls) {
      const answer = await fetch(url + path, { headers })
      await answer.text()
      answered.push(answer.headers.get('x-request-id'))
    }
  })
  return [answered, lines.map(({ context }) => context['request_id'])]
}

describe.each(versions)('Fastify %s', (version, make) => {
  describe.each<[string, (own: FastifyServerOptions) => FastifyServerOptions]>([
    ['given Fastify', (own) => ({ ...fapilogFastifyOptions({ logger }, make), ...own })],
    ['not given Fastify', (own) => ({ ...fapilogFastifyOptions({ logger }), ...own })],
  ])('the complete mode, %s', (_what, complete) => {
    test('the id of a URL that no route sees is that of the application’s genReqId', async () => {
      let n = 0
      const ids = await idsOf(make(complete({ genReqId: () => `mine-${n++}` })))
      expect(ids).toEqual([
        ['mine-0', 'mine-1'],
        ['mine-0', 'mine-1'],
      ])
    })

    test('one that it takes from a header is checked', async () => {
      const genReqId: FastifyServerOptions['genReqId'] = ({ headers }) => String(headers['x-corr'])
      const [answered, lines] = await idsOf(make(complete({ genReqId })), { 'x-corr': 'a b' })
      expect(answered).toEqual(lines)
      for (const id of lines ?? []) expect(id).toMatch(/^[0-9a-f]{8}-/)
    })
  })

  // Before 5.10 there is no controller of Fastify's own lines to learn of the request from.
  describe.skipIf(version === '5.0')(
    'a frameworkErrors of the application’s own, with the plugin alone',
    () => {
      const answers: [string, (reply: FastifyReply) => unknown][] = [
        ['by the reply', (reply) => reply.code(400).send('no')],
        ['by Node’s response', ({ raw }) => raw.writeHead(400, { 'x-a': 'b' }).end('no')],
      ]
      test.each(answers)('logs with the ids of the request, and answers %s', async (_how, answer) => {
        let n = 0
        const seen: string[] = []
        const app = make({
          genReqId: () => `mine-${n++}`,
          frameworkErrors(error, request, reply) {
            seen.push(request.id)
            request.log.warn({ code: error.code }, 'refused')
            answer(reply)
          },
        })
        const before = (await shop.all()).length
        const [answered, lines] = await idsOf(app)
        expect(seen).toEqual(['mine-0', 'mine-1'])
        expect([answered, lines]).toEqual([seen, seen])
        const refused = (await shop.all()).slice(before).filter(({ message }) => message === 'refused')
        expect(refused).toMatchObject([
          { context: { request_id: 'mine-0' }, data: { code: 'FST_ERR_BAD_URL' } },
          { context: { request_id: 'mine-1' }, data: { code: 'FST_ERR_MAX_PARAM_LENGTH' } },
        ])
      })
    },
  )
})
