/** Groups items by key, in the order of each key's first item. */
export function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T, index: number) => string,
): (readonly [key: string, group: T[]])[] {
  const groups = new Map<string, T[]>()
  for (const [index, item] of items.entries()) {
    const key = keyOf(item, index)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return [...groups]
}
