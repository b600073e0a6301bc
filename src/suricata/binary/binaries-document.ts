import { markdownTable } from '../../report/markdown-table.js'
import type { BinaryRow } from '../../report/results.js'
import { bumpText, type Diagnosis, diagnosisLine, variantText } from './diagnosis.js'

/** One engine, as it was examined by `doctor --binary`. */
export type Examined = Diagnosis & {
  /** What it is: `Debian 7.0.10`. */
  name: string
  date: string
  machine: { cores: number; processor: string; kernel: string; node: string }
}

/** `docs/reference/binaries.md`: what replays in unmodified engines saw. */
export function binariesDocument(engines: readonly Examined[]): string {
  return [
    '# Engines that are not ours',
    "What `peerup doctor --binary PATH` saw: the model's counterexamples, driven through engines by a preloaded library that stops a capture thread at its libc calls. Nothing of the engine is changed. Measured by `npm run bench:engines`, and quoted from `docs/measured/binaries`.",
    markdownTable(
      ['engine', 'version', 'taken for', 'a thread can send to a peer that is not up'],
      engines.map((engine) => [
        engine.name,
        engine.version ?? 'not known',
        engine.takenFor ?? 'no variant',
        diagnosisLine(engine),
      ]),
    ),
    '## How to read it',
    'A *patched build* is a source package that somebody built with an edit of their own, to have an engine with the early bump or with a fix: no distribution has one. Its version says what it was made of; `npm run bench:engines` makes and examines all of these (the edits: `bench/engine-edits.ts`).',
    'A step is *anchored* if its thread was stopped at the call that does it and released; *inferred* if it lies between two such stops and its effect, alone, shows in the snapshots before and after; *unordered* if it lies there together with others whose effects show in no order, or has none that can be seen. After each release the whole shared state that can be seen is compared: turn, reached, every peer entry, every descriptor by the identity of its socket, what is loaded and sent, links and errors. What a thread counted and whether it opens for the first time cannot be seen; its own state is read off `sock_usage`, which upstream sets and takes back with it, and its own descriptor is what its `socket()` gave. `docs/reference/mapping.md` has the calls.',
    'A counterexample whose threads must stop between two calls cannot be driven from outside. Where another order of the same calls needs no such stop, TLC has found that order, which violates the same property: steps then count in it. *Not driven*: TLC found no such order of these calls.',
    '*Not affected* says that none of these counterexamples, of one pair with one thread an interface, could be driven to its end, each left where the model says, refused or with another value (diverged), while the controls could: that a frame is sent at all (`NeverSends`) and, where links fail, that a thread which reopened its socket forwards again (`NeverRecovers`). In each scenario a variant must have done the same, to the step; otherwise it is *not known*.',
    'A waiting engine is not made to wait: a time-out (1 ms for its turn, 100 ms for a frame, half a second before it opens its socket again) ends when the replay says so. To be late is always possible for a thread, and a thread that is held was late; but where a trace releases a wait at once while others stand still, real time shows it only if those others are held up for as long. So a reproduced trace says that the engine can do this, not how often it does.',
    'What an engine logged is all that it did, also what came after a refusal, once its gates were open. There a link may be down whose thread has not heard of it: a frame sent through it then fails with `Network is down`, in every variant, for its peer is UP as far as anybody knows.',
    ...engines.flatMap(engineText),
    `A row is one engine, started for it alone. The start is from its launch until all its capture threads stood at their first stop, the replay from then to the verdict.`,
  ]
    .join('\n\n')
    .concat('\n')
}

function engineText(engine: Examined): string[] {
  const { name, date, machine, replays, notDriven } = engine
  const logged = [...new Set(replays.flatMap(({ engine: { log } }) => log))]
  return [
    `## ${name}`,
    `**${diagnosisLine(engine)}**; ${variantText(engine)}; ${bumpText(engine)}. ${date}, ${machine.cores} cores of ${machine.processor}, Linux ${machine.kernel}.`,
    markdownTable(
      ['counterexample', 'verdict', 'step', 'errno', 'afterwards', 'start (s)', 'replay (s)'],
      replays.map(cellsOf),
    ),
    ...(logged.length === 0
      ? []
      : [`It logged:\n\n${logged.map((one) => `    ${one}`).join('\n')}`]),
    ...(notDriven.length === 0 ? [] : [`Not driven from outside: ${notDriven.join(', ')}.`]),
  ]
}

function cellsOf(row: BinaryRow): string[] {
  const { trace, verdict, step, action, upTo, errno, afterwards, engine } = row
  const range = upTo === undefined ? '' : `-${upTo}`
  return [
    trace,
    verdict,
    step === null ? '' : `${step}${range} (${action})`,
    errno ?? '',
    verdict === 'reproduced' ? afterwards : '',
    engine.startSeconds?.toFixed(2) ?? '',
    engine.replaySeconds?.toFixed(2) ?? '',
  ]
}
