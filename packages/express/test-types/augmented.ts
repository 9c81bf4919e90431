import express from 'express'
import { requestLogger } from '@fapilog/express'
import '@fapilog/express/augment'

const app = express()
app.use(requestLogger())
app.get('/', (req, res) => {
  const admitted: boolean = req.log.info('typed', { id: req.id })
  // @ts-expect-error no such level
  req.log.loud('typed')
  res.json({ admitted })
})
