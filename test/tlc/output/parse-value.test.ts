import { describe, expect, it } from 'vitest'
import { parseState, parseValue } from '../../../src/tlc/output/parse-value.js'

describe('a printed value', () => {
  it.each([
    ['TRUE', true],
    ['FALSE', false],
    ['0', 0],
    ['-1', -1],
    ['2147483647', 2147483647],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', { '#bigint': '9007199254740992' }],
    ['-00123456789012345678901', { '#bigint': '-123456789012345678901' }],
    ['"text"', 'text'],
    ['""', ''],
    [String.raw`"a \"quoted\" name\\"`, 'a "quoted" name\\'],
    [String.raw`"tab\tline\nfeed\fcarriage\r"`, 'tab\tline\nfeed\fcarriage\r'],
    ['"/\\\\ x = <<1>> @@ {"', '/\\ x = <<1>> @@ {'],
    ['kitchen', { '#model': 'kitchen' }],
    ['A_t1', { '#model': 'A_t1' }],
    ['2pc', { '#model': '2pc' }],
    ['null', { '#model': 'null' }],
    ['TRUEISH', { '#model': 'TRUEISH' }],
    ['<<>>', []],
    ['<<1, <<2>>, "x">>', [1, [2], 'x']],
    ['{}', { '#set': [] }],
    ['{3, 1, 2}', { '#set': [1, 2, 3] }],
    ['{{2}, {}, {1, 2}}', { '#set': [{ '#set': [] }, { '#set': [1, 2] }, { '#set': [2] }] }],
    ['1..3', { '#set': [1, 2, 3] }],
    ['-1..1', { '#set': [-1, 0, 1] }],
    ['-3..-2', { '#set': [-3, -2] }],
    ['3..1', { '#set': [] }],
    ['[a |-> 1]', { a: 1 }],
    ['[b |-> {hall}, a |-> [c |-> <<>>]]', { a: { c: [] }, b: { '#set': [{ '#model': 'hall' }] } }],
    ['[__proto__ |-> 1]', Object.fromEntries([['__proto__', 1]])],
    [
      '(5 :> "b" @@ 0 :> "a")',
      {
        '#map': [
          [0, 'a'],
          [5, 'b'],
        ],
      },
    ],
    ['(1 :> "a" @@ 2 :> "b")', ['a', 'b']],
    ['("a b" :> 1 @@ "c" :> 2)', { 'a b': 1, c: 2 }],
    ['("#set" :> 1)', { '#map': [['#set', 1]] }],
    [
      '(<<1, 2>> :> (t1 :> {}))',
      { '#map': [[[1, 2], { '#map': [[{ '#model': 't1' }, { '#set': [] }]] }]] },
    ],
  ])('%s is parsed', (text, value) => {
    expect(parseValue(text)).toEqual(value)
  })

  it('may be wrapped at any space', () => {
    const text =
      '[ a |->\n    << "some text",\n       "more" >>,\n  b |-> (1 :> 2\n   @@ 7 :> {1,\n 2}) ]'
    expect(parseValue(text)).toEqual({
      a: ['some text', 'more'],
      b: {
        '#map': [
          [1, 2],
          [7, { '#set': [1, 2] }],
        ],
      },
    })
  })

  it.each([
    ['', 'expected a value, got the end', 1, 1],
    ['[a |-> 1', 'expected ], got the end', 1, 9],
    ['[a -> 1]', 'expected a TLA+ value, got the character ">"', 1, 5],
    ['[a |-> 1, a |-> 2]', 'expected each field once, got a', 1, 11],
    ['["a" |-> 1]', 'expected a field, got "a"', 1, 2],
    ['<<1, >>', 'expected a value, got >>', 1, 6],
    ['<<1 2>>', 'expected >>, got 2', 1, 5],
    ['<<1,\n  2', 'expected >>, got the end', 2, 4],
    ['{1, 2', 'expected }, got the end', 1, 6],
    ['(1 :> 2 @@ 1 :> 3)', 'expected each argument once, got :>', 1, 14],
    ['(1)', 'expected :>, got )', 1, 3],
    ['(1 :> 2', 'expected ), got the end', 1, 8],
    ['()', 'expected a value, got )', 1, 2],
    ['-x', 'expected digits, got x', 1, 2],
    ['1..x', 'expected digits, got x', 1, 4],
    ['0..100000', 'expected at most 100000 elements in an interval, got 0', 1, 1],
    ['1 2', 'expected the end, got 2', 1, 3],
    ['"open', 'expected the closing quote of a string, got the end of its line', 1, 1],
    ['"open\n"', 'expected the closing quote of a string, got the end of its line', 1, 1],
    [String.raw`"\q"`, String.raw`expected \" \\ \n \t \r or \f in a string, got \q`, 1, 1],
    ['Nat', 'expected an enumerated value, got Nat', 1, 1],
    ['SUBSET {1}', 'expected an enumerated value, got SUBSET', 1, 1],
    ['[x \\in {1} |-> 2]', 'expected a TLA+ value, got the character "\\\\"', 1, 4],
    ['1.5', 'expected a TLA+ value, got the character "."', 1, 2],
  ])('%j is refused: %s', (text, message, line, column) => {
    expect(() => parseValue(text)).toThrow(
      expect.objectContaining({ code: 'tlc', message, where: { line, column } }),
    )
  })
})

describe('a printed state', () => {
  it('lists its variables', () => {
    expect(parseState('/\\ lit = (kitchen :> FALSE)\n/\\ meter = -1\n\n')).toEqual({
      lit: { '#map': [[{ '#model': 'kitchen' }, false]] },
      meter: -1,
    })
  })

  it('has no /\\ if it has one variable', () => {
    expect(parseState('x = 1..2\n')).toEqual({ x: { '#set': [1, 2] } })
  })

  it.each([
    ['/\\ x = 1\n/\\ x = 2', 'expected each variable once, got x', 2, 4],
    ['x = 1\ny = 2', 'expected /\\, got y', 2, 1],
    ['/\\ x 1', 'expected =, got 1', 1, 6],
    ['/\\ = 1', 'expected a variable, got =', 1, 4],
    ['', 'expected a variable, got the end', 1, 1],
  ])('%j is refused: %s', (text, message, line, column) => {
    expect(() => parseState(text)).toThrow(
      expect.objectContaining({ code: 'tlc', message, where: { line, column } }),
    )
  })

  it("has errors with the line in TLC's output", () => {
    expect(() => parseState('/\\ x = ?', { line: 40, column: 1 })).toThrow(
      expect.objectContaining({ where: { line: 40, column: 8 } }),
    )
  })
})
