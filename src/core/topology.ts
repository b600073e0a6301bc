import { PeerupError } from './error.js'

/**
 * Reads a topology such as `2x1`: positive numbers with the given names, joined by `x`. Throws a PeerupError
 * `trace`, in `file` if that is known.
 */
export function parseSizes<Name extends string>(
  text: string,
  names: readonly Name[],
  file?: string,
): Record<Name, number> {
  const numbers = text.split('x')
  if (numbers.length === names.length && numbers.every((one) => /^[1-9]\d*$/.test(one))) {
    return Object.fromEntries(names.map((name, i) => [name, Number(numbers[i])])) as Record<
      Name,
      number
    >
  }
  throw new PeerupError(
    'trace',
    `expected a topology of ${names.join(' x ')} such as ${names.map(() => '1').join('x')}, got "${text}"`,
    file === undefined ? {} : { where: { file } },
  )
}
