import express = require('@fapilog/express')

const http: express.ExpressRequestLogger = express.requestLogger()
export const same: typeof express.requestLogger = express.default
export const name: string = http.getLogger().name
