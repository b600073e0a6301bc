import { describe, expect, it } from 'vitest'
import { printedTuples } from '../../../src/tlc/output/printed-tuples.js'

describe('printedTuples', () => {
  it('has the values behind the tag, a list for each line, in the order of printing', () => {
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

  it('reads on where TLC wrapped what is longer than a line', () => {
    const outside = ['<< "violates",', '   { 1,', '     2 } >>', '<<"violates", {3}>>']
    expect(printedTuples(outside, 'violates')).toEqual([[{ '#set': [1, 2] }], [{ '#set': [3] }]])
  })

  it('has none where nothing of that tag was printed', () => {
    expect(printedTuples(['<<"leavesAll", 1>>', 'leaves', '"leaves"'], 'leaves')).toEqual([])
    expect(printedTuples([], 'leaves')).toEqual([])
  })

  it('has an empty list for a tag alone', () => {
    expect(printedTuples(['<<"leaves">>'], 'leaves')).toEqual([[]])
  })

  it.each([
    ['is cut off', '<<"leaves", 1, '],
    ['has something after it', '<<"leaves", 1>> and more'],
    ['is no value', '<<"leaves", ?>>'],
  ])('is an error for a line that %s', (_, line) => {
    expect(() => printedTuples(['<<"leaves", 1>>', line], 'leaves')).toThrow(
      expect.objectContaining({ code: 'tlc' }),
    )
  })
})
