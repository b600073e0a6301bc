import type { BinaryRow } from '../../report/results.js'
import { type Diagnosis, isKnown, neverStarted, propertyOf } from './diagnosis.js'
import { readText } from './engine-facts.js'
import { sendProperty } from './is-affected.js'

/** What a diagnosis means for an operator, or what to do about it: the second line of `doctor --binary`. */
export function adviceText(diagnosis: Diagnosis): string {
  const { replays, takenFor, goesAs, affected } = diagnosis
  const [first] = replays
  if (first !== undefined && neverStarted(diagnosis)) {
    return `Its capture threads did not start: ${first.why ?? first.verdict}`
  }
  const lost = isKnown(diagnosis) ? null : lostFrames(replays)
  if (lost !== null) return lost
  const isAffected = Object.values(affected).includes(true)
  const meaning = isAffected ? `${lossText(replays)} ` : ''
  if (takenFor === null || !goesAs.includes(takenFor)) return meaning + noMatch(diagnosis)
  if (!isKnown(diagnosis))
    return `${meaning}To do: see with --verbose which replays gave no answer.`
  const cures = [...fixes(diagnosis), ...restarts(diagnosis)]
  return cures.length === 0
    ? `Nothing to do about these sends: step by step, it behaves like ${goesAs.join(' and ')}. ${restText(diagnosis)}docs/fixes.md says what the model leaves out.`
    : `${meaning}To do: ${cures.join('; ')}.`
}

/** What else may happen to an engine without such sends. */
function restText({ asks, order }: Diagnosis): string {
  const rest = [
    ...(asks?.waits === true
      ? ['a direction of a pair can die when a thread sleeps in its read of an error']
      : []),
    ...(order === 'timing' ? ['which thread serves which queue is a matter of timing'] : []),
  ]
  return rest.length === 0 ? '' : `But ${rest.join(', and ')}. `
}

/** What to do about an engine that is not the variant that it was examined as. */
function noMatch({ takenFor, goesAs, asks, replays }: Diagnosis): string {
  if (takenFor !== null && goesAs.length > 0) {
    return `It does not behave like ${takenFor}. To do: run this again without --variant.`
  }
  if (asks !== null && asks.waits === null) {
    const read = asks.call === 'none' ? 'no error after POLLERR' : `an error by ${readText(asks)}`
    return `It reads ${read}, which no variant of the model does, so nothing follows for what was not replayed: see --verbose.`
  }
  const stray = replays.find(
    ({ verdict, why }) => (verdict === 'refused' || verdict === 'diverged') && why !== undefined,
  )
  const example = stray === undefined ? '' : ` (in ${stray.trace}: ${stray.why})`
  return `It behaves like no variant of the model, so nothing follows for what was not replayed: see --verbose${example}.`
}

/** What keeps peerup's frames from being forwarded, for which no variant is to blame; null if nothing does. */
function lostFrames(replays: readonly BinaryRow[]): string | null {
  const lost = (what: NonNullable<BinaryRow['engine']['frame']>) =>
    replays.find(({ engine }) => engine.frame === what)
  const dropped = lost('dropped')
  if (dropped !== undefined) {
    return `${dropped.performer ?? 'A thread'} took peerup's frame and dropped it, although its peer is UP: its own rules do that. To do: run it without rules that drop (leave out -s, -S and rule-files).`
  }
  if (lost('not-received') === undefined) return null
  return "peerup's frames did not reach its rings: a BPF filter of its own keeps them out, or another program takes them. To do: run it without the filter (leave out -F, bpf-filter and words that are one)."
}

/** What becomes of the frames that were sent to a peer that was not up. */
function lossText(replays: readonly BinaryRow[]): string {
  const sends = replays.filter(
    (row) => row.verdict === 'reproduced' && propertyOf(row) === sendProperty,
  )
  const errnos = [...new Set(sends.flatMap(({ errno }) => errno ?? []))]
  const isSilent = sends.some(({ errno }) => errno === null)
  const loss = errnos.length === 0 ? [] : [`is lost (${errnos.join(', ')})`]
  const silence = isSilent ? ['leaves through another socket without an error'] : []
  if (loss.length + silence.length === 0) return ''
  return `A frame sent then ${[...loss, ...silence].join(', or ')}.`
}

/** Upstream took the early bump back in 8.0.6. */
function fixes({ affected, earlyBump }: Diagnosis): string[] {
  const { 'clean-start': start, ...others } = affected
  const isLinked = Object.values(others).includes(true)
  return [
    ...(start === true && earlyBump === true
      ? ['for starts with all links up, update to 8.0.6 or later or apply Fix A']
      : []),
    ...(isLinked
      ? ['for links that fail, no known release has a fix: docs/fixes.md says what each one closes']
      : []),
  ]
}

const restarts = ({ wedges }: Diagnosis): string[] =>
  wedges.length === 0 ? [] : ['if it does not come to forward, restart it with all links up']
