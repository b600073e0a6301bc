import { once } from 'node:events'
import { Duplex, PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { linesOf } from '../../src/process/lines.js'
import { Injector } from '../../src/suricata/network/injector.js'
import { LogReader } from '../../src/suricata/studies/claims/log-reader.js'

const broken = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

describe('a broken stream of lines', () => {
  it('ends after its last line', async () => {
    const stream = new PassThrough()
    const lines: string[] = []
    const reader = linesOf(stream).on('line', (line) => lines.push(line))
    stream.write('first\nsecond\n')
    stream.destroy(broken)
    await once(reader, 'close')
    expect(lines).toEqual(['first', 'second'])
  })

  it('ends a log', async () => {
    const stream = new PassThrough()
    const log = new LogReader(stream)
    stream.write('only\n')
    await log.until(/only/, 5000)
    const comes = log.comes(/never/, 600_000)
    stream.destroy(broken)
    expect(await comes).toBe(false)
    expect(await log.all()).toEqual(['only'])
  })

  it('fails the pending and the next request to an injector', async () => {
    const socket = new Duplex({ read() {}, write: (_command, _encoding, done) => done() })
    const injector = new Injector(socket)
    const pending = injector.arrivals()
    socket.destroy(broken)
    const error = { code: 'program', message: expect.stringContaining('the end of the injector') }
    await expect(pending).rejects.toMatchObject(error)
    await expect(injector.arrivals()).rejects.toMatchObject(error)
  })
})

describe('a stream without newlines', () => {
  it('becomes lines of 1 MiB', async () => {
    const lines: string[] = []
    const chunk = Buffer.alloc(65_536, 'x')
    const stream = Readable.from([...Array(40).fill(chunk), Buffer.from('\nlast\n')])
    await once(
      linesOf(stream).on('line', (line) => lines.push(line)),
      'close',
    )
    expect(lines.map(({ length }) => length)).toEqual([2 ** 20, 2 ** 20, 2 ** 19, 4])
    expect(lines.at(-1)).toBe('last')
  })
})
