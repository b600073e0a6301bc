import type { BinaryRow } from '../../report/results.js'
import { type Diagnosis, isKnown, neverStarted, propertyOf } from './diagnosis.js'
import { sendProperty } from './is-affected.js'

/** What a diagnosis means for an operator, or what to do about it: the second line of `doctor --binary`. */
export function adviceText(diagnosis: Diagnosis): string {
  const { replays, takenFor, goesAs, affected } = diagnosis
  const [first] = replays
  if (first !== undefined && neverStarted(diagnosis)) {
    return `Its capture threads did not start: ${first.why ?? first.verdict}`
  }
  const [like] = goesAs
  if (like !== undefined && takenFor !== null && !goesAs.includes(takenFor)) {
    return `To do: run this again with --variant ${like}, which is how it behaves.`
  }
  if (like === undefined) return noVariant
  if (!isKnown(diagnosis)) return 'To do: see with --verbose which replays gave no answer.'
  const isAffected = Object.values(affected).includes(true)
  const cures = [...fixes(diagnosis), ...restarts(diagnosis)]
  const meaning = isAffected ? `${lossText(replays)} ` : ''
  return cures.length === 0
    ? `Nothing to do about these sends: step by step, it behaves like ${goesAs.join(' and ')}. docs/fixes.md says what the model leaves out.`
    : `${meaning}To do: ${cures.join('; ')}.`
}

const noVariant =
  'It behaves like no variant of the model, so nothing follows for what was not replayed: see --verbose.'

/** What becomes of the frames that were sent to a peer that was not up. */
function lossText(replays: readonly BinaryRow[]): string {
  const sends = replays.filter(
    (row) => row.verdict === 'reproduced' && propertyOf(row) === sendProperty,
  )
  const errnos = [...new Set(sends.flatMap(({ errno }) => errno ?? []))]
  const isSilent = sends.some(({ errno }) => errno === null)
  const loss = errnos.length === 0 ? [] : [`is lost (${errnos.join(', ')})`]
  const silence = isSilent ? ['leaves through another socket without an error'] : []
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
