import { PeerupError } from '../core/error.js'
import { entriesOf } from '../core/function-entries.js'
import type { Mapping } from '../core/mapping.js'
import type { State, Value } from '../core/value.js'
import { valueAt } from '../core/value-at.js'

/** The values of a text template: one step, and the states before and after it. */
export type TemplateValues = {
  mapping: Mapping
  action: string
  self: string
  before: State
  after: State
}

/**
 * Fills `{self}`, `{turn}`, `{before.reached}`, `{ptv.self.socket}`, `{peer.peer.state}`: the first
 * segment is a variable; after it `self` is the performer, and a relation's name the related thread.
 * Throws a PeerupError `mapping` for a placeholder without a value.
 */
export function fill(template: string, values: TemplateValues): string {
  return template.replace(/\{([^{}]*)\}/g, (_, path: string) => {
    const placeholder = path.trim()
    return placeholder === 'self' ? values.self : valueText(lookUp(placeholder, values))
  })
}

function lookUp(placeholder: string, values: TemplateValues): Value {
  const [state, path] = placeholder.startsWith('before.')
    ? [values.before, placeholder.slice('before.'.length)]
    : [values.after, placeholder]
  const value = valueAt(state, path, values.mapping, values.self)
  if (value === undefined) throw unknownPlaceholder(placeholder, values)
  return value
}

/** A value in plain notation. */
function valueText(value: Value): string {
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `(${value.map(valueText).join(', ')})`
  const encoded = value as { readonly [field: string]: Value }
  if (encoded['#bigint'] !== undefined) return String(encoded['#bigint'])
  if (encoded['#model'] !== undefined) return String(encoded['#model'])
  if (Array.isArray(encoded['#set'])) return `{${encoded['#set'].map(valueText).join(', ')}}`
  const entries = entriesOf(value) ?? []
  return `{${entries.map((pair) => pair.map(valueText).join(': ')).join(', ')}}`
}

function unknownPlaceholder(placeholder: string, { action, after }: TemplateValues): PeerupError {
  const variables = Object.keys(after).join(', ')
  return new PeerupError(
    'mapping',
    `action ${action}: expected a value for the placeholder {${placeholder}}, found none; the variables are ${variables}`,
    { fix: `correct the arrows of ${action} in the mapping` },
  )
}
