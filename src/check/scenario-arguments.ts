import type { Manifest } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'

/** The words that a trace's scenario adds to the program's command; none for an unknown scenario. */
export function scenarioArguments(
  manifest: Manifest | null,
  { scenario }: Pick<Trace, 'scenario'>,
): readonly string[] {
  const scenarios = manifest?.scenarios ?? {}
  return Object.hasOwn(scenarios, scenario) ? (scenarios[scenario]?.arguments ?? []) : []
}
