import { type Value, viewOf } from '../core/value.js'
import { tlaString } from './module-request.js'

/** A valid name of a record's field; other strings are keys of functions. */
const isIdentifier = (key: Value): key is string =>
  typeof key === 'string' && /^[A-Za-z_]\w*$/.test(key)

/** A value in TLA+ syntax, for a module that extends Integers and TLC; `parseValue` reads it back. */
export function valueText(value: Value): string {
  const view = viewOf(value)
  switch (view.kind) {
    case 'boolean':
      return String(view.boolean).toUpperCase()
    case 'integer':
      return String(view.integer)
    case 'string':
      return tlaString(view.text)
    case 'model':
      return view.text
    case 'sequence':
      return `<<${view.elements.map(valueText).join(', ')}>>`
    case 'set':
      return `{${view.elements.map(valueText).join(', ')}}`
    case 'function':
      return functionText(view.pairs)
    default:
      return view satisfies never
  }
}

function functionText(pairs: readonly (readonly [Value, Value])[]): string {
  if (pairs.length === 0) return '<<>>'
  return pairs.every(([key]) => isIdentifier(key))
    ? `[${pairs.map(([key, result]) => `${key} |-> ${valueText(result)}`).join(', ')}]`
    : `(${pairs.map(([key, result]) => `${valueText(key)} :> ${valueText(result)}`).join(' @@ ')})`
}
