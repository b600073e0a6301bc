/** `step01`, `step02`, ...: as many digits as the last one needs, at least two. */
export function stepNames(count: number): string[] {
  const digits = Math.max(2, String(count).length)
  return Array.from(
    { length: count },
    (_, before) => `step${String(before + 1).padStart(digits, '0')}`,
  )
}

/** The target that follows state `index` if all agrees. */
export function targetAfter(names: readonly string[], index: number): string {
  return `#${names[index] ?? 'reproduced'}`
}

export const nameAt = (names: readonly string[], index: number): string =>
  names[index - 1] ?? `step${index}`
