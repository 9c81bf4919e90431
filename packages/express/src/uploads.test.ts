import multer from 'multer'
import { bindContext } from 'fapilog'
import { describe, expect, it } from 'vitest'
import { majors } from './fixtures/majors.ts'
import { serve } from './fixtures/serve.ts'
import { addRequestFields } from './index.ts'

describe.each(majors)('an upload parsed by multer in Express %i', (_major, express) => {
  it('keeps the context of its request where the next handler is bound', async () => {
    const service = await serve((http, logger) => {
      const app = express()
      const parse = multer({ storage: multer.memoryStorage() }).single('file')
      app.use(http)
      app.post(
        '/files',
        (req, res, next) =>
          void parse(
            req,
            res,
            bindContext((error?: unknown) => next(error)),
          ),
      )
      app.post('/files', (req, res) => {
        addRequestFields({ bytes: req.file?.size })
        logger.info('parsed')
        res.send('ok')
      })
      return app
    })
    const body = new FormData()
    body.set('file', new Blob(['x'.repeat(100_000)]), 'f.txt')
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((id) =>
        fetch(`http://127.0.0.1:${service.port}/files`, {
          method: 'POST',
          headers: { 'x-request-id': id },
          body,
        }),
      ),
    )
    for (const answer of answers) expect(await answer.text()).toBe('ok')
    const lines = await service.lines()
    for (const id of ['a', 'b', 'c']) {
      const own = lines.filter(({ context }) => context['request_id'] === id)
      expect(own.map(({ message }) => message)).toEqual(['parsed', 'request_completed'])
      expect(own[1]?.data).toMatchObject({ bytes: 100_000, status_code: 200 })
    }
  })
})
