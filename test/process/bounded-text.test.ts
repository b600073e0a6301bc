import { PassThrough, Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { boundedText } from '../../src/process/bounded-text.js'

it('what a program writes is kept, whatever its chunks', async () => {
  expect(await boundedText(Readable.from(['one ', 'two']))).toBe('one two')
  const bytes = new PassThrough()
  const [first, second] = [Buffer.from('ä').subarray(0, 1), Buffer.from('ä').subarray(1)]
  bytes.write(first)
  bytes.end(second)
  expect(await boundedText(bytes)).toBe('ä')
})

it('of one that writes too much the beginning is kept, and the rest is counted', async () => {
  const text = await boundedText(Readable.from(['abc', 'def', 'ghi']), 4)
  expect(text).toBe('abcd\n[5 characters more were written, and not kept]\n')
})
