import type { Mapping } from '../core/mapping.js'
import type { Trace } from '../core/trace.js'

/** Counts replayed steps and actions. Behaviours without an action are no evidence for that action. */
export class Coverage {
  readonly #mapping: Mapping
  readonly #taken = new Set<string>()
  #steps = 0

  constructor(mapping: Mapping) {
    this.#mapping = mapping
  }

  count({ states }: Trace): void {
    this.#steps += states.length - 1
    for (const { step } of states) if (step !== null) this.#taken.add(step.action)
  }

  /** `44585 steps, all 24 actions` */
  text(): string {
    const actions = Object.entries(this.#mapping.actions).flatMap(([name, { final }]) =>
      final === true ? [] : [name],
    )
    const never = actions.filter((action) => !this.#taken.has(action))
    const which = never.length === 0 ? `all ${actions.length} actions` : `never ${never.join(', ')}`
    return `${this.#steps} steps, ${which}`
  }
}
