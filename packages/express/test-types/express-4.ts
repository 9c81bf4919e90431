import express, { Router } from 'express-4'
import { ExpressBuilder, requestLogger } from '@fapilog/express'

const app = express()
const http = requestLogger({ skipPaths: ['/health'] })
app.use(http)
app.use('/api', http, Router())
app.get('/users/:id', http, (req, res) => {
  http.getLogger(req).info('user', { id: req.params.id })
  res.json({})
})
app.use(http.errors())
http.listen(app, 3000)
http.listen(app, 3000, '127.0.0.1', () => undefined)
http.attach(app.listen(0)).address()
app.use(new ExpressBuilder().withPreset('production').build())
app.use(requestLogger({ async: true }))
