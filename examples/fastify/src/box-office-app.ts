import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { addRequestFields, type FapilogPlugin } from '@fapilog/fastify'
import fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import type { BoxOffice } from './box-office.ts'

interface OfConcert {
  readonly Params: { readonly concert: string }
}

interface Sale extends OfConcert {
  readonly Body: { readonly seats: number }
}

const sale = {
  body: {
    type: 'object',
    required: ['seats'],
    properties: { seats: { type: 'integer', minimum: 1 } },
  },
}

/** How many seats are left, some times over. */
async function* seatsLeft(office: BoxOffice, concert: string): AsyncGenerator<string> {
  for (let i = 0; i < 3; i++) {
    yield `data: ${office.seats(concert)}\n\n`
    await delay(5)
  }
}

const concerts =
  (office: BoxOffice): FastifyPluginAsync =>
  async (app) => {
    app.get<OfConcert>('/', async ({ params }, reply) => office.find(params.concert) ?? reply.callNotFound())

    app.post<Sale>(
      '/tickets',
      { schema: sale },
      async ({ params: { concert }, body: { seats }, log }, reply) => {
        addRequestFields({ concert, seats })
        await office.sell(concert, seats)
        log.info({ price: (office.find(concert)?.cents ?? 0) * seats }, 'tickets printed')
        app.fapilog.audit('tickets sold', { concert, seats })
        return reply.code(201).send({ concert, seats })
      },
    )

    app.get<OfConcert>('/seats', ({ params }, reply) =>
      reply.type('text/event-stream').send(Readable.from(seatsLeft(office, params.concert))),
    )
  }

export async function boxOfficeApp(
  office: BoxOffice,
  fapilog: FapilogPlugin,
  isClosing: () => boolean = () => false,
): Promise<FastifyInstance> {
  const app = fastify()
  await app.register(fapilog)

  app.get('/health', { config: { fapilog: false } }, async () => 'ok')
  app.get('/ready', async (_request, reply) => reply.code(isClosing() ? 503 : 200).send())
  app.get('/receipt', async () => {
    throw new Error('the printer is on fire', { cause: new Error('paper jam') })
  })
  await app.register(concerts(office), { prefix: '/concerts/:concert' })
  return app
}
