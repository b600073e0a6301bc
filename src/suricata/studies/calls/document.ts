import type { StudyDocument } from '../../../check/study.js'
import type { Specification } from '../../../core/manifest.js'
import { markdownTable } from '../../../report/markdown-table.js'
import { type CallEntry, type CallsTable, hasCalls, ifText, readCalls } from './calls-file.js'

/** The document of the table of calls; none if the specification has no such table. */
export function callsDocuments({ folder, mapping }: Specification): StudyDocument[] {
  if (!hasCalls(folder)) return []
  return [
    {
      file: 'calls.md',
      about: 'each call of a capture thread, and the action that stands for it',
      text: callsDocument(readCalls(folder, mapping)),
    },
  ]
}

/** `docs/reference/calls.md`: the table of calls. */
export function callsDocument({ calls, unrecorded, unseen }: CallsTable): string {
  const standing = calls.filter(({ action }) => action !== undefined)
  const others = calls.filter(({ action }) => action === undefined)
  const own = calls.filter(({ only }) => only !== undefined)
  return [
    '# Every call is accounted for',
    "Each call by which a capture thread reaches the kernel or another thread, from its first `socket()` to its end. `npx peerup calls --binary PATH` records a free run of an unmodified Suricata (a start, frames both ways, an interface that goes down and comes back, the end) and holds it against `spec/calls.json`, from which this page is generated; `npx peerup calls` does so with the forwarder, and `--variant` says which variant either of them is. A call that is new, one with other flags or at another place, and a listed one that never comes is a deviation, and its exit code is 1. Debian's 7.0.10 is recorded in every run of the CI.",
    'The phases: *opening*, from `socket()` on; *ring*, its set-up; *publication*; *barrier*; *loop*; *down*, from the error to the next opening; *reopen*, up to the publication; *end*, after the order to stop.',
    '## Calls that an action stands for',
    markdownTable(
      ['call', 'phases', 'action'],
      standing.map((one) => [callCell(one), phasesCell(one), `\`${one.action}\``]),
    ),
    markdownTable(
      ['action whose call no run records', 'why'],
      Object.entries(unrecorded).map(([action, why]) => [`\`${action}\``, why]),
    ),
    '## Calls that no action stands for',
    markdownTable(
      ['call', 'phases', 'why no action stands for it'],
      others.map((one) => [callCell(one), phasesCell(one), one.none ?? '']),
    ),
    '## Where the forwarder differs',
    'All other calls are the same in both, with the same flags and in the same phases.',
    markdownTable(
      ['call', 'phases', 'made by', 'why not by the other'],
      own.map((one) => [
        callCell(one),
        phasesCell(one),
        one.only === 'engine' ? 'Suricata' : 'the forwarder',
        one.because ?? '',
      ]),
    ),
    '## What the record cannot see',
    unseen.map((one) => `- ${one}`).join('\n'),
    ...sometimesText(calls),
  ]
    .join('\n\n')
    .concat('\n')
}

const phasesCell = (one: Pick<CallEntry, 'phases' | 'if'>): string =>
  `${one.phases.join(', ')}${ifText(one)}`

const callCell = ({ call, flags }: Pick<CallEntry, 'call' | 'flags'>): string =>
  `\`${call}(${flags})\``

function sometimesText(calls: readonly CallEntry[]): string[] {
  const rows = calls.filter(({ sometimes }) => sometimes !== undefined)
  if (rows.length === 0) return []
  const lines = rows.map((one) => `- ${callCell(one)} in ${phasesCell(one)}: ${one.sometimes}`)
  return ['Calls that a run may lack:', lines.join('\n')]
}
