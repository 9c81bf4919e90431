import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { line, lines, numbersIn } from './fixtures/directory.ts'
import { setUpFixedName as setUp } from './fixtures/fixed-name.ts'
import { collectDiagnostics } from './fixtures/quiet.ts'

collectDiagnostics()

describe('logrotate', () => {
  it('moves the file: the next line is in a new one, also without SIGHUP', () => {
    const { folder, path, start } = setUp()
    const { write } = start()
    write([line(0)])
    renameSync(path, join(folder, 'app.log.1'))
    write([line(1)])
    expect([numbersIn(folder, 'app.log.1'), numbersIn(folder, 'app.log')]).toEqual([[0], [1]])
  })

  it('moves it and makes an empty one: that one is used', () => {
    const { folder, path, start, complete } = setUp()
    const { sink, write } = start()
    write([line(0)])
    renameSync(path, join(folder, 'app.log.1'))
    writeFileSync(path, '')
    sink.reopen()
    write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([1])
    expect(complete()).toEqual([])
  })

  it('sends SIGHUP without having moved it: nothing changes', () => {
    const { folder, start, complete } = setUp()
    const { sink, write } = start()
    write([line(0)])
    sink.reopen()
    write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1])
    expect(complete()).toEqual([])
  })

  it('with copytruncate: no line is torn', () => {
    const { folder, path, start } = setUp()
    const { write } = start()
    write(lines(0, 5))
    writeFileSync(path, '')
    write([line(5)])
    expect(numbersIn(folder, 'app.log')).toEqual([5])
  })

  it('a rotation that fails after the move goes on in the moved file', () => {
    const { folder, path, start, numbers } = setUp({ maxBytes: 1024 })
    const { host, write } = start()
    write([line(0, 800)])
    host.faults = (call) => (call === 'openSync' ? 'EMFILE' : undefined)
    write([line(1, 800)])
    expect(existsSync(path)).toBe(false)
    host.faults = () => undefined
    host.advance(1000)
    write([line(2, 800)])
    expect(numbers()).toEqual([[0, 1]])
    expect(numbersIn(folder, 'app.log')).toEqual([2])
  })
})
