export type Config = {
  /** The text of each constant's value; `<- Name` substitutes a definition. */
  constants: { readonly [name: string]: string }
  /** The name of a temporal formula, Spec say. */
  specification: string
  invariants: readonly string[]
  properties: readonly string[]
  /** What TLC tells states apart by; by default all variables. */
  view?: string | undefined
}

/** The text of a `.cfg` file: constants in the order of their names, the rest in the given order. */
export function configText(config: Config): string {
  const names = Object.keys(config.constants).sort()
  const constants = names.map((name) => assignment(name, config.constants[name] ?? ''))
  return [
    `SPECIFICATION ${config.specification}`,
    ...section('CONSTANTS', constants),
    ...section('INVARIANTS', config.invariants),
    ...section('PROPERTIES', config.properties),
    ...(config.view === undefined ? [] : [`VIEW ${config.view}`]),
    '',
  ].join('\n')
}

function assignment(name: string, value: string): string {
  return value.startsWith('<-') ? `${name} <- ${value.slice(2).trim()}` : `${name} = ${value}`
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]
