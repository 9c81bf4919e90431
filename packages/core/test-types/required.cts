import fapilog = require('fapilog')

const logger = fapilog.getLogger({ preset: 'production' })
const admitted: boolean = logger.info('Processing request', { admitted: true })
export = admitted
