import { PassThrough, Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { boundedText } from '../../src/process/bounded-text.js'

it('boundedText joins chunks, also within a character', async () => {
  expect(await boundedText(Readable.from(['one ', 'two']))).toBe('one two')
  const bytes = new PassThrough()
  const [first, second] = [Buffer.from('ä').subarray(0, 1), Buffer.from('ä').subarray(1)]
  bytes.write(first)
  bytes.end(second)
  expect(await boundedText(bytes)).toBe('ä')
})

it('boundedText keeps the beginning of a long text and counts the rest', async () => {
  const text = await boundedText(Readable.from(['abc', 'def', 'ghi']), 4)
  expect(text).toBe('abcd\n[5 more characters discarded]\n')
})
