import { describe, expect, it } from 'vitest'
import { escapeText, wrap } from '../../src/diagram/escape-text.js'

describe('escapeText', () => {
  it.each([
    ['W#01-tx0', 'W#35;01-tx0'],
    ['a; b', 'a#59; b'],
    ['100 %% {x} $$y$$', '100 #37;#37; #123;x#125; #36;#36;y#36;#36;'],
    ['<b> & "q"', '#60;b#62; #38; #34;q#34;'],
    ['one<br/>two\nthree', 'one<br/>two<br/>three'],
    ['turn = 0: open, (ok)', 'turn = 0: open, (ok)'],
  ])('escapes %j', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped)
  })
})

describe('wrap', () => {
  it.each([
    ['a bb ccc', 4, 'a bb<br/>ccc'],
    ['a bb ccc', 80, 'a bb ccc'],
    ['unbreakable a', 4, 'unbreakable<br/>a'],
    ['', 4, ''],
  ])('breaks %j at %i characters', (text, width, wrapped) => {
    expect(wrap(text, width)).toBe(wrapped)
  })
})
