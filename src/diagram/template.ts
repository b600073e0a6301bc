import { PeerupError } from '../core/error.js'
import { entriesOf } from '../core/function-entries.js'
import type { Mapping } from '../core/mapping.js'
import type { State, Value } from '../core/value.js'
import { valueAt } from '../core/value-at.js'

/** What a text template may speak of: one step, and the states on both sides of it. */
export type TemplateValues = {
  mapping: Mapping
  action: string
  self: string
  before: State
  after: State
}

/**
 * Fills `{self}`, `{turn}`, `{before.reached}`, `{ptv.self.socket}`, `{peer.peer.state}`: the first
 * segment is a variable; behind it `self` is the performer and a relation's name the related thread.
 */
export function fill(template: string, scene: TemplateValues): string {
  return template.replace(/\{([^{}]*)\}/g, (_, path: string) => {
    const placeholder = path.trim()
    return placeholder === 'self' ? scene.self : valueText(lookUp(placeholder, scene))
  })
}

function lookUp(placeholder: string, scene: TemplateValues): Value {
  const [state, path] = placeholder.startsWith('before.')
    ? [scene.before, placeholder.slice('before.'.length)]
    : [scene.after, placeholder]
  const value = valueAt(state, path, scene.mapping, scene.self)
  if (value === undefined) throw unknownPlaceholder(placeholder, scene)
  return value
}

/** A value as a person writes it. */
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
