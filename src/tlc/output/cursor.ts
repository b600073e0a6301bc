import { PeerupError } from '../../core/error.js'
import type { Token } from './tokens.js'

/** A position in a list of tokens. */
export type Cursor = ReturnType<typeof createCursor>

/**
 * A cursor at the first of `tokens`, whose last is an `end`. `expect...` and `takeName` throw a
 * PeerupError `tlc` with line and column.
 */
export function createCursor(tokens: readonly Token[]) {
  let index = 0
  const last = tokens.length - 1
  const peek = (): Token =>
    tokens[Math.min(index, last)] ?? { kind: 'end', text: '', line: 1, column: 1 }
  const take = (): Token => {
    const token = peek()
    index += 1
    return token
  }
  const isSymbol = (symbol: string) => peek().kind === 'symbol' && peek().text === symbol
  const accept = (symbol: string): boolean => {
    const matches = isSymbol(symbol)
    if (matches) index += 1
    return matches
  }
  return {
    take,
    accept,
    atEnd: () => peek().kind === 'end',
    expect(symbol: string) {
      if (!accept(symbol)) throw unexpected(symbol, peek())
    },
    expectEnd() {
      if (peek().kind !== 'end') throw unexpected('the end', peek())
    },
    takeName(what: string): Token {
      const token = take()
      if (token.kind !== 'name') throw unexpected(what, token)
      return token
    },
  }
}

/** The error for a token in another one's place, with its line and column. */
export function unexpected(expected: string, token: Token): PeerupError {
  const { line, column } = token
  const actual = token.kind === 'string' ? JSON.stringify(token.text) : token.text
  return new PeerupError('tlc', `expected ${expected}, got ${actual}`, { where: { line, column } })
}
