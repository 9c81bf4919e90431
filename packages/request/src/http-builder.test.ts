import { FapilogError } from 'fapilog'
import { describe, expect, it } from 'vitest'
import { builtOptions, HttpBuilder } from './index.ts'

const builder = (): HttpBuilder => new HttpBuilder()

describe('HttpBuilder', () => {
  it('keeps what was said where a later step leaves it open', () => {
    const built = builder()
      .includeHeaders(['x-secret'])
      .redactHeaders(['x-secret'])
      .skipPaths(['/health'])
      .sampleRate(0.5)
      .withCorrelationId({ header: 'X-Correlation-ID', echo: true })
      .withCorrelationId({ header: undefined, echo: false })
      .withHttp({ redactHeaders: undefined, skipPaths: undefined, sampleRate: undefined, slowMs: 5 })
    expect(builtOptions(built)).toEqual({
      includeHeaders: ['x-secret'],
      redactHeaders: ['x-secret'],
      skipPaths: ['/health'],
      sampleRate: 0.5,
      slowMs: 5,
      requestId: { header: 'X-Correlation-ID', echo: false },
    })
  })

  it('adds lists to lists', () => {
    const built = builder()
      .redactHeaders(['a'])
      .redactHeaders(['b'])
      .withHttp({ includeHeaders: ['c'] })
    expect(builtOptions(built.includeHeaders(['d']))).toEqual({
      redactHeaders: ['a', 'b'],
      includeHeaders: ['c', 'd'],
    })
  })

  it.each<[string, (made: HttpBuilder) => HttpBuilder]>([
    ['redactHeaders', (made) => made.redactHeaders('x-secret' as never)],
    ['redactHeaders', (made) => made.redactHeaders('x-secret' as never).redactHeaders(['b'])],
    ['includeHeaders', (made) => made.includeHeaders('accept' as never)],
    ['skipPaths', (made) => made.skipPaths('/health' as never)],
    ['skipPaths', (made) => made.skipPaths(null as never)],
    ['requestId', (made) => made.withCorrelationId('X-Request-ID' as never)],
    ['requestId', (made) => made.withCorrelationId(null as never)],
  ])('%s that is wrong is refused, at build() (%#)', (key, make) => {
    const made = make(builder())
    expect(() => builtOptions(made)).toThrow(FapilogError)
    expect(() => builtOptions(made)).toThrow(expect.objectContaining({ key }) as Error)
  })
})
