import { markdownTable } from '../../report/markdown-table.js'
import type { BinaryRow } from '../../report/results.js'
import {
  asksText,
  bumpText,
  type Diagnosis,
  diagnosisLine,
  orderText,
  ringText,
  variantText,
} from './diagnosis.js'

/** The diagnosis of one engine by `doctor --binary`, with its place and date. */
export type Examined = Diagnosis & {
  /** A name for readers, such as `Debian 7.0.10`. */
  name: string
  date: string
  machine: { cores: number; processor: string; kernel: string; node: string }
}

/** `docs/reference/binaries.md`: what replays in unmodified engines saw. */
export function binariesDocument(engines: readonly Examined[]): string {
  return [
    '# Unmodified and patched engines',
    "The results of `peerup doctor --binary PATH`: a preloaded library stops the capture threads of an engine at their libc calls and drives the model's counterexamples through it. The engine itself is not changed. `npm run bench:engines` measured these; they are quoted from `docs/measured/binaries`.",
    markdownTable(
      ['engine', 'version', 'examined as', 'a thread can send to a peer that is not up'],
      engines.map((engine) => [
        engine.name,
        engine.version ?? 'not known',
        engine.takenFor ?? 'no variant',
        diagnosisLine(engine),
      ]),
    ),
    '## How to read it',
    'A *patched build* is a source package with an edit (`bench/engine-edits.ts`), because no distribution has an engine with the early bump or with a fix. Its version is that of the source package. `npm run bench:engines` builds and examines all of these.',
    'A step is *anchored* if its thread was stopped at the call that takes it and released; *inferred* if it lies between two such stops and alone changes the snapshots before and after; *unordered* if it lies there with others that change them too, or changes nothing visible. After each release the whole visible shared state is compared: turn, reached, every peer entry, every descriptor by the identity of its socket, the values loaded and sent, links and errors. What a thread counts and whether it opens for the first time are not visible. Its own state is read from `sock_usage`, which upstream sets and resets with it, and its own descriptor is the result of its `socket()`. [mapping.md](mapping.md) lists the calls.',
    'A counterexample whose threads must stop between two calls cannot be driven as it stands. TLC then searches for another order of the same calls that needs no such stop and violates the same property; step numbers count in that order. *Not driven*: there is no such order.',
    '*Not affected* means that the engine reproduced none of these counterexamples, of one pair with one thread an interface: it left each at the step that the model predicts, refused or with another value (diverged). It did reproduce the controls: a frame is sent at all (`NeverSends`) and, if links fail, a thread that reopened its socket forwards again (`NeverRecovers`). In each scenario the model of one variant must predict all of this, to the step; otherwise the answer is *not known*. An engine with protections (guard, publish DOWN, lock) also had to refuse the counterexamples of what that variant would be without each of them: an engine without the guard, with its calls in the same order, refuses all others as well. When a link goes down, it was also seen how a thread reads the error.',
    'The *order* of threads and queues follows from where a ring is set up: on a bound socket after the turn, the kernel moves its thread to the end of the group. The *read of an error* is seen by its flags: after a clean start one link goes down, and its thread asks while the error is still there. No engine is brought to sleep.',
    'The replay ends the waits of an engine: 1 ms for its turn, 100 ms for a frame, half a second before it opens its socket again. A thread may always be late, so a thread that stands at a gate shows nothing impossible. But if a trace ends a wait at once while other threads stand still, this happens in real time only if those are held up for as long. So a reproduced trace shows that the engine can do this, not how often it does.',
    'The log of an engine covers the time after a refusal too, when its gates are open. A link may be down then before its thread notices: a frame sent through it fails with `Network is down`, in every variant, because the entry of the peer still says UP.',
    ...engines.flatMap(engineText),
    'Each row is a fresh start of the engine. The start lasts from its launch until all its capture threads stood at their first stop, the replay from then to the verdict.',
  ]
    .join('\n\n')
    .concat('\n')
}

function engineText(engine: Examined): string[] {
  const { name, date, machine, replays, notDriven } = engine
  const logLines = [...new Set(replays.flatMap(({ engine: { log } }) => log))]
  return [
    `## ${name}`,
    `**${diagnosisLine(engine)}**; ${variantText(engine)}; ${bumpText(engine)}; ${orderText(engine)}; ${asksText(engine)}; ${ringText(engine)}. ${date}, ${machine.cores} cores of ${machine.processor}, Linux ${machine.kernel}.`,
    markdownTable(
      ['counterexample', 'verdict', 'step', 'errno', 'afterwards', 'start (s)', 'replay (s)'],
      replays.map(cellsOf),
    ),
    ...(logLines.length === 0
      ? []
      : [`It logged:\n\n${logLines.map((line) => `    ${line}`).join('\n')}`]),
    ...(notDriven.length === 0 ? [] : [`Not driven: ${notDriven.join(', ')}.`]),
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
