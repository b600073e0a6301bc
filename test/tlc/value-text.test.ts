import { expect, it } from 'vitest'
import { sameValue } from '../../src/core/canonical-value.js'
import type { Value } from '../../src/core/value.js'
import { parseValue } from '../../src/tlc/output/parse-value.js'
import { valueText } from '../../src/tlc/value-text.js'

it.each<[Value, string]>([
  [true, 'TRUE'],
  [-7, '-7'],
  [{ '#bigint': '9007199254740993' }, '9007199254740993'],
  ['a "b" \\', '"a \\"b\\" \\\\"'],
  [{ '#model': 'kitchen' }, 'kitchen'],
  [[], '<<>>'],
  [[1, [2]], '<<1, <<2>>>>'],
  [{ '#set': [2, 1] }, '{2, 1}'],
  [{ a: 1, b_2: 'x' }, '[a |-> 1, b_2 |-> "x"]'],
  [{ 'W#01-tx0': { up: false } }, '("W#01-tx0" :> [up |-> FALSE])'],
  [
    {
      '#map': [
        [0, 1],
        [3, []],
      ],
    },
    '(0 :> 1 @@ 3 :> <<>>)',
  ],
  [{}, '<<>>'],
])('%j becomes TLA+ that parses to the same value', (value, text) => {
  expect(valueText(value)).toBe(text)
  expect(sameValue(parseValue(text), value)).toBe(true)
})
