import { isDeepStrictEqual } from 'node:util'
import { type Manifest, modelOf, type Specification } from '../../core/manifest.js'
import type { Trace } from '../../core/trace.js'
import { replayIsAsExpected } from '../../report/as-expected.js'
import { sentToNoSocket } from '../engine-log.js'
import type { BinaryReplay } from './replay-traces.js'

export const sendProperty = 'SendImpliesPeerUp'
export const forwardProperty = 'EveryThreadForwards'
/**
 * Witnesses that a frame is sent, and that a thread which reopened its socket forwards again. An engine that
 * cannot do these refuses every counterexample too, and its refusals show nothing.
 */
export const controlWitnesses: readonly string[] = ['NeverSends', 'NeverRecovers']

export type ObservedReplay = Pick<BinaryReplay, 'trace' | 'row' | 'prediction'>

/** Whether an engine's thread may sleep in its read of an error; null for a read that no variant has. */
export type SeenRead = { waits: boolean | null }

/**
 * The variants whose model predicts every replay, to the step, and that read an error as the engine does, if
 * that was seen.
 */
export function matchingVariants(
  replays: readonly ObservedReplay[],
  { manifest }: Specification,
  read: SeenRead | null = null,
): string[] {
  return Object.entries(manifest.variants)
    .filter(([, { features }]) => read === null || read.waits === !features.askWithoutWaiting)
    .map(([variant]) => variant)
    .filter((variant) => replays.every((replay) => isPredicted(replay, variant)))
}

function isPredicted({ row, prediction }: ObservedReplay, variant: string): boolean {
  const step = prediction?.get(variant)
  if (step === undefined) return false
  const expected = step === null ? 'reproduced' : 'refused'
  return replayIsAsExpected({ ...row, expected, predicted: step })
}

/**
 * Whether a thread of an engine can send to a peer that is not up, by its replays of one scenario; null if
 * they decide nothing. Refusing each counterexample is not enough, because any unknown program does. A safe
 * engine also matches a variant to the step, and replays of that variant's control witnesses are among them.
 * Where links go down, it was also seen how it reads an error, which no replay of a trace shows.
 */
export function isAffected(
  replays: readonly ObservedReplay[],
  scenario: string,
  specification: Specification,
  read: SeenRead | null = null,
): boolean | null {
  const ofScenario = replays.filter(({ trace }) => trace.scenario === scenario)
  const sends = ofScenario.filter(({ trace }) => trace.property === sendProperty)
  if (sends.some(({ row }) => row.verdict === 'reproduced')) return true
  const isControlled = (variant: string) =>
    missingControls(replays, { variant, scenario }, specification).length === 0
  // A failed send after the gates opened is no replay, but such an engine is not safe.
  const failed = ofScenario.some(({ row }) => sentToNoSocket(row.engine.log))
  const readsErrors = scenario === 'flap'
  const matching = matchingVariants(ofScenario, specification, readsErrors ? read : null)
  const isSeen = read !== null || !readsErrors
  const safe = sends.length > 0 && !failed && isSeen && matching.some(isControlled)
  return safe ? false : null
}

/** The control witnesses of a variant in a scenario that are not among the replays. */
export function missingControls(
  replays: readonly Pick<ObservedReplay, 'trace'>[],
  { variant, scenario }: { variant: string; scenario: string },
  { manifest }: Specification,
): string[] {
  const own = replays.filter(
    ({ trace }) => trace.scenario === scenario && isOf(trace, variant, manifest),
  )
  return controlsOf(manifest, variant, scenario).filter(
    (property) => !own.some(({ trace }) => trace.property === property),
  )
}

/** Whether a trace is a variant's, or of another name with equal features. */
export const isOf = (trace: Trace, variant: string, { variants }: Manifest): boolean =>
  trace.variant === variant || isDeepStrictEqual(trace.features, variants[variant]?.features)

/** The control witnesses that the manifest expects to be possible in a variant and a scenario. */
function controlsOf(manifest: Manifest, variant: string, scenario: string): string[] {
  const { properties } = modelOf(manifest, { variant, scenario, topology: '1x1' })
  return properties
    .filter(
      ({ property, expected }) => controlWitnesses.includes(property) && expected === 'violated',
    )
    .map(({ property }) => property)
}

/**
 * Whether an engine bumps the barrier early, by its replay of the race: a thread without the early bump goes
 * on from bind() to its ring. Null if the replay does not show it.
 */
export function hasEarlyBump({
  row: { verdict, action },
  replayed,
}: Pick<BinaryReplay, 'row' | 'replayed'>): boolean | null {
  if (verdict === 'reproduced') return true
  if (verdict !== 'refused' || replayed === null) return null
  const { stood, steps } = replayed.judged
  if (action === 'Bind') return stood === 'BeginRing' ? false : null
  return steps.some((step) => step.action === 'BumpAddReached') ? true : null
}
