/** The releases that a variant is taken from; a fix has none. */
export const releases: Readonly<Record<string, string>> = {
  v7: '7.0.x',
  v8: '8.0.0-8.0.5',
  revert: '8.0.6+',
}

/** The variant that a person names: by its name, or by its releases. */
export const variantNamed = (text: string): string =>
  Object.keys(releases).find((name) => releases[name] === text) ?? text
