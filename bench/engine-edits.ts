import { PeerupError } from '../src/core/error.js'

/** Adds text before or behind a line, or replaces it; the line must occur exactly once. */
type Edit = { line: RegExp; before?: string; behind?: string; instead?: string }

/** After AFPCreateSocket(), with success or a recoverable error. */
const bump = /^ *AFPPeersListReachedInc\(\);$/m
const ring = /^ *ret = AFPSetupRing\(.*$/m
const up = /^ *AFPSwitchState\(ptv, AFP_STATE_UP\);$/m
const write = /^static void AFPWritePacket\(Packet \*p, int version\)$/m
const down = /^ *if \(state == AFP_STATE_DOWN\) \{$/m

/** Upstream passes `verbose` at a thread's first opening alone. */
const bumpAtFirst = 'if (verbose) AFPPeersListReachedInc();'

const early: Edit[] = [
  { line: bump, instead: '' },
  { line: ring, before: bumpAtFirst },
]

/**
 * Renames `AFPWritePacket` and calls it only if the peer is UP. The lock fits runmode workers alone: in
 * other runmodes the function itself takes it.
 */
const guarded = (lock: string, unlock: string): Edit => ({
  line: write,
  before: [
    'static void WriteToPeer(Packet *p, int version);',
    'static void AFPWritePacket(Packet *p, int version)',
    '{',
    lock,
    'if (SC_ATOMIC_GET(p->afp_v.peer->state) == AFP_STATE_UP) WriteToPeer(p, version);',
    unlock,
    '}',
  ].join('\n'),
  instead: 'static void WriteToPeer(Packet *p, int version)',
})

const edits: Record<string, Edit[]> = {
  v8: early,
  'fix-a': [...early, guarded('', '')],
  'fix-b': [
    { line: bump, instead: '' },
    { line: up, behind: bumpAtFirst },
  ],
  'fix-c': [
    { line: bump, instead: 'if (r < 0) AFPPeersListReachedInc();' },
    { line: ring, before: bumpAtFirst },
    guarded(
      'SCMutexLock(&p->afp_v.peer->sock_protect);',
      'SCMutexUnlock(&p->afp_v.peer->sock_protect);',
    ),
    {
      line: down,
      behind: [
        'SCMutexLock(&ptv->mpeer->sock_protect);',
        '(void)SC_ATOMIC_SET(ptv->mpeer->state, AFP_STATE_DOWN);',
        'SCMutexUnlock(&ptv->mpeer->sock_protect);',
      ].join('\n'),
    },
  ],
}

function edit(source: string, { line, before, behind, instead }: Edit): string {
  const matches = source.match(new RegExp(line, 'gm')) ?? []
  const [match] = matches
  if (match === undefined || matches.length > 1) {
    throw new PeerupError('usage', `expected one line like ${line}, got ${matches.length}`, {
      fix: 'use source-af-packet.c of Suricata 7.0.x',
    })
  }
  const lines = [before, instead ?? match, behind].filter((text) => text !== undefined)
  return source.replace(match, () => lines.join('\n'))
}

/**
 * `source-af-packet.c` of Suricata 7.0.x, edited to a variant as spec/models.json describes it. As in the
 * report, each fix builds on the early bump. Throws a PeerupError `usage` for an unknown variant, and for
 * a source in which an edited line does not occur exactly once.
 */
export function editedEngine(source: string, variant: string): string {
  const chosen = edits[variant]
  if (chosen === undefined) {
    throw new PeerupError('usage', `expected ${Object.keys(edits).join(', ')}, got ${variant}`)
  }
  return chosen.reduce(edit, source)
}
