import { describe, expect, it } from 'vitest'
import { looksSecret } from './secret-key.ts'

describe('looksSecret', () => {
  it.each([
    'password',
    'dbPassword',
    'DB_PASSWD',
    'user.passphrase',
    'pwd',
    'clientSecret',
    'accessToken',
    'api_key',
    'apiKey',
    'APIKey',
    'x-api-key',
    'private-key',
    'FAPILOG_TAMPER_KEY',
    'Authorization',
    'auth',
    'cookie',
    'set-cookie',
    'dsn',
    'jwt',
    'credentials',
    'context.aws.secret_access_key',
  ])('%s is', (key) => {
    expect(looksSecret(key)).toBe(true)
  })

  it.each([
    'level',
    'queue.capacity',
    'author',
    'keyboard',
    'monkey',
    'passenger',
    'spin',
    'shutdownTimeoutMs',
    'sinks.0.kind',
    'thread.maxYoungGenerationSizeMb',
    'service',
    '',
  ])('%s is not', (key) => {
    expect(looksSecret(key)).toBe(false)
  })
})
