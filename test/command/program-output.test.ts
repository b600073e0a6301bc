import { expect, it } from 'vitest'
import { printableOutput } from '../../src/command/program-output.js'

it('control characters of the output are escaped', () => {
  expect(printableOutput('a\u0000b\u001b[2J\tc\n')).toBe('  a\\x00b\\x1b[2J\tc')
})

it('many lines are cut in the middle, a long line at its end', () => {
  const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`)
  const shown = printableOutput(`${lines.join('\n')}\n`).split('\n')
  expect(shown).toHaveLength(201)
  expect(shown.slice(49, 52)).toEqual(['  line 49', '  [800 lines left out]', '  line 850'])
  expect(printableOutput('x'.repeat(10_000))).toBe(`  ${'x'.repeat(500)} [...]`)
})
