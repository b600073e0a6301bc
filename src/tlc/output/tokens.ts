import { PeerupError } from '../../core/error.js'

export type Token = {
  kind: 'symbol' | 'number' | 'name' | 'string' | 'end'
  /** The characters; for a string, its unescaped content. */
  text: string
  /** Both from 1. */
  line: number
  column: number
}

export type Place = { line: number; column: number }

/** Longer ones first: `|->` is one symbol, not three. */
const symbols = [
  '|->',
  '<<',
  '>>',
  ':>',
  '@@',
  '/\\',
  '..',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ',',
  '=',
  '-',
]

const escapes: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  n: '\n',
  t: '\t',
  r: '\r',
  f: '\f',
}

/**
 * The tokens of a printed value or state, an `end` token last. TLC wraps long values at any space, so
 * a line end counts as a space. `at` is the text's place in TLC's output. Throws a PeerupError `tlc`
 * with line and column.
 */
export function tokenize(text: string, at: Place): Token[] {
  const tokens: Token[] = []
  const place = { ...at }
  let index = 0
  while (index < text.length) {
    const [token, length] = tokenAt(text, index, place)
    if (token !== null) tokens.push(token)
    advance(place, text.slice(index, index + length))
    index += length
  }
  tokens.push({ kind: 'end', text: 'the end', ...place })
  return tokens
}

/** The token at an index and its length in characters; null for a space. */
function tokenAt(text: string, index: number, place: Place): [Token | null, number] {
  const character = text.charAt(index)
  if (' \n\t\r'.includes(character)) return [null, 1]
  if (character === '"') return stringAt(text, index, place)
  const word = wordAt(text, index)
  if (word !== '') {
    // A TLA+ name may begin with a digit, as long as it has a letter: 2pc is a name, 2 is not.
    const kind = [...word].every(isDigit) ? 'number' : 'name'
    return [{ kind, text: word, ...place }, word.length]
  }
  const symbol = symbols.find((candidate) => text.startsWith(candidate, index))
  if (symbol !== undefined) return [{ kind: 'symbol', text: symbol, ...place }, symbol.length]
  throw new PeerupError(
    'tlc',
    `expected a TLA+ value, got the character ${JSON.stringify(character)}`,
    {
      where: { ...place },
    },
  )
}

function stringAt(text: string, index: number, place: Place): [Token, number] {
  let content = ''
  for (let end = index + 1; end < text.length; end += 1) {
    const character = text.charAt(end)
    if (character === '"') return [{ kind: 'string', text: content, ...place }, end + 1 - index]
    if (character === '\n') break
    if (character === '\\') {
      end += 1
      content += unescaped(text.charAt(end), place)
    } else content += character
  }
  throw new PeerupError('tlc', 'expected the closing quote of a string, got the end of its line', {
    where: { ...place },
  })
}

function unescaped(character: string, place: Place): string {
  const meaning = escapes[character]
  if (meaning !== undefined) return meaning
  throw new PeerupError(
    'tlc',
    `expected \\" \\\\ \\n \\t \\r or \\f in a string, got \\${character}`,
    {
      where: { ...place },
    },
  )
}

function wordAt(text: string, index: number): string {
  let end = index
  while (end < text.length && isWord(text.charAt(end))) end += 1
  return text.slice(index, end)
}

const isDigit = (character: string): boolean => character >= '0' && character <= '9'

const isWord = (character: string): boolean =>
  isDigit(character) ||
  (character >= 'a' && character <= 'z') ||
  (character >= 'A' && character <= 'Z') ||
  character === '_'

function advance(place: Place, text: string): void {
  for (const character of text) {
    if (character === '\n') {
      place.line += 1
      place.column = 1
    } else place.column += 1
  }
}
