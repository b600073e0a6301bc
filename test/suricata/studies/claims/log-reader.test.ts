import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { LogReader } from '../../../../src/suricata/studies/claims/log-reader.js'

describe('LogReader', () => {
  it('finds an earlier line and a later one', async () => {
    const stream = new PassThrough()
    const log = new LogReader(stream)
    stream.write('first\nsec')
    expect(await log.comes(/first/, 5000)).toBe(true)
    const later = log.comes(/second/, 5000)
    stream.write('ond\n')
    expect(await later).toBe(true)
    expect(await log.comes(/first/, 1)).toBe(true)
  })

  it('does not find a line that is late, and names the last line', async () => {
    const stream = new PassThrough()
    const log = new LogReader(stream)
    stream.write('first\nlast\n')
    await log.until(/last/, 5000)
    expect(await log.comes(/never/, 1)).toBe(false)
    await expect(log.until(/never/, 1)).rejects.toThrow(
      'expected /never/ in the log within 1 ms, last line: last',
    )
  })

  it('stops waiting at the end of the log', async () => {
    const stream = new PassThrough()
    const log = new LogReader(stream)
    const awaited = log.comes(/never/, 600_000)
    stream.end('only\n')
    expect(await awaited).toBe(false)
    expect(await log.all()).toEqual(['only'])
  })
})
