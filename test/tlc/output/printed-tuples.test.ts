import { describe, expect, it } from 'vitest'
import { printedTuples } from '../../../src/tlc/output/printed-tuples.js'

describe('printedTuples', () => {
  it('returns the values behind the tag, a list for each tuple, in order', () => {
    const outside = [
      'Computing initial states...',
      '<<"leaves", 1, "v7", 3>>',
      '<<"followed", 1, {"fix-a", "v8"}>>',
      '<<"leaves", 2, "fix-a", 21>>',
    ]
    expect(printedTuples(outside, 'leaves')).toEqual([
      [1, 'v7', 3],
      [2, 'fix-a', 21],
    ])
    expect(printedTuples(outside, 'followed')).toEqual([[1, { '#set': ['fix-a', 'v8'] }]])
  })

  it('joins a tuple that TLC wrapped', () => {
    const outside = ['<< "violates",', '   { 1,', '     2 } >>', '<<"violates", {3}>>']
    expect(printedTuples(outside, 'violates')).toEqual([[{ '#set': [1, 2] }], [{ '#set': [3] }]])
  })

  it('returns nothing for an unprinted tag', () => {
    expect(printedTuples(['<<"leavesAll", 1>>', 'leaves', '"leaves"'], 'leaves')).toEqual([])
    expect(printedTuples([], 'leaves')).toEqual([])
  })

  it('returns an empty list for a tag alone', () => {
    expect(printedTuples(['<<"leaves">>'], 'leaves')).toEqual([[]])
  })

  it.each([
    ['is cut off', '<<"leaves", 1, '],
    ['has more text behind it', '<<"leaves", 1>> and more'],
    ['is no value', '<<"leaves", ?>>'],
  ])('throws for a line that %s', (_, line) => {
    expect(() => printedTuples(['<<"leaves", 1>>', line], 'leaves')).toThrow(
      expect.objectContaining({ code: 'tlc' }),
    )
  })
})
