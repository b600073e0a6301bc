import { PeerupError } from '../../core/error.js'

/** The error for words behind `--` that no engine gets. */
export const wordsWithoutBinary = (words: readonly string[]): PeerupError =>
  new PeerupError('usage', `arguments after -- require --binary, got ${words.join(' ')}`)
