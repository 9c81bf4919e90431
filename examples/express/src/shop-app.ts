import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { addRequestFields, type ExpressRequestLogger, getRequestLogger } from '@fapilog/express'
import express, { type ErrorRequestHandler, type Express, Router } from 'express'
import { OutOfStockError, type Stock } from './stock.ts'

interface Order {
  readonly product: string
  readonly count: number
}

/** Null when the body is no order. */
function readOrder(body: unknown): Order | null {
  if (typeof body !== 'object' || body === null) return null
  const { product, count }: { readonly product?: unknown; readonly count?: unknown } = body
  if (typeof product !== 'string' || typeof count !== 'number' || !(count > 0)) return null
  return { product, count }
}

/** A page after the other, as a database's cursor gives them. */
async function* catalogue(stock: Stock): AsyncGenerator<string> {
  for (const { id, name, cents } of stock.products) {
    await delay(5)
    yield `${id};${name};${(cents / 100).toFixed(2)}\n`
  }
}

const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) next(error)
  else if (error instanceof OutOfStockError) response.status(error.status).json({ error: error.message })
  // A body that is no JSON: `express.json()` says so.
  else if (error instanceof SyntaxError && 'status' in error) response.status(400).json({ error: 'no JSON' })
  else response.status(500).json({ error: 'sorry' })
}

function orders(stock: Stock): Router {
  const router = Router({ mergeParams: true })
  router.post('/orders', async (request, response) => {
    const order = readOrder(request.body)
    if (order === null) {
      response.status(422).json({ error: 'an order is { product, count }' })
      return
    }
    addRequestFields({ product: order.product, count: order.count })
    await stock.take(order.product, order.count)
    getRequestLogger().audit('order placed', { ...order })
    response.status(201).json(order)
  })
  return router
}

export function shopApp(http: ExpressRequestLogger, stock: Stock, isClosing: () => boolean): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(http)
  app.get('/health', (_request, response) => void response.sendStatus(200))
  app.get('/ready', (_request, response) => void response.sendStatus(isClosing() ? 503 : 200))
  app.use(express.json())

  app.get('/products/:id', (request, response, next) => {
    const product = stock.find(request.params.id)
    if (product === undefined) next()
    else response.json(product)
  })
  app.get('/catalogue.csv', async (_request, response) => {
    response.type('text/csv')
    await pipeline(Readable.from(catalogue(stock)), response)
  })
  app.use('/customers/:customer', orders(stock))
  app.get('/invoice', () => {
    throw new Error('the printer is on fire', { cause: new Error('paper jam') })
  })

  app.use(http.errors())
  app.use(answerErrors)
  return app
}
