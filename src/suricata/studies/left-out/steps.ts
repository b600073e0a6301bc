import { sameValue } from '../../../core/canonical-value.js'
import { entriesOf, nameOfKey } from '../../../core/function-entries.js'
import type { Behaviour } from '../../../core/trace-of.js'
import type { State, Value } from '../../../core/value.js'
import { valueText } from '../../../tlc/value-text.js'

/**
 * The steps of a behaviour, in words: `W#01-tx0 Send`, `tx0 down`, and for what a case's module adds
 * the part of `extra` that changed.
 */
export const stepsOf = ({ states }: Behaviour): string[] =>
  states.slice(1).map(({ state }, index) => stepText(states[index]?.state ?? {}, state))

function stepText(before: State, { pc, link, extra }: State): string {
  const threads = changes(before.pc, pc).map(({ name, from }) => `${name} ${text(from)}`)
  const links = changes(before.link, link).map(({ name, to }) => `${name} ${text(to)}`)
  if (threads.length + links.length > 0) return [...threads, ...links].join(', ')
  const parts = changes(before.extra, extra).map(
    ({ name, to }) => `${name} becomes ${valueText(to)}`,
  )
  return parts.length > 0 ? parts.join(', ') : `extra becomes ${valueText(extra ?? '')}`
}

const text = (value: Value) => (typeof value === 'string' ? value : valueText(value))

function changes(before: Value | undefined, after: Value | undefined) {
  const [old, now] = [before, after].map((value) => (value === undefined ? null : entriesOf(value)))
  return (now ?? []).flatMap(([key, to]) => {
    const name = nameOfKey(key)
    const from = old?.find(([other]) => sameValue(other, key))?.[1]
    return name === null || from === undefined || sameValue(from, to) ? [] : [{ name, from, to }]
  })
}
