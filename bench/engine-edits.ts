import { PeerupError } from '../src/core/error.js'

/** Puts lines of ours before or behind a line, which must be there once, or in its place. */
type Edit = { line: RegExp; before?: string; behind?: string; instead?: string }

/** After AFPCreateSocket(), with success or a recoverable error. */
const bump = /^ *AFPPeersListReachedInc\(\);$/m
const ring = /^ *ret = AFPSetupRing\(.*$/m
const up = /^ *AFPSwitchState\(ptv, AFP_STATE_UP\);$/m
const write = /^static void AFPWritePacket\(Packet \*p, int version\)$/m
const down = /^ *if \(state == AFP_STATE_DOWN\) \{$/m

/** `verbose` is what a first opening is told, and no later one. */
const bumpAtFirst = 'if (verbose) AFPPeersListReachedInc();'

const early: Edit[] = [
  { line: bump, instead: '' },
  { line: ring, before: bumpAtFirst },
]

/**
 * `AFPWritePacket` under another name, called while its peer is UP. The lock is for runmode workers alone:
 * elsewhere the function takes it itself.
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
  const found = source.match(new RegExp(line, 'gm')) ?? []
  const [only] = found
  if (only === undefined || found.length > 1) {
    throw new PeerupError('usage', `expected one line like ${line}, got ${found.length}`, {
      fix: 'give it source-af-packet.c of Suricata 7.0.x',
    })
  }
  const lines = [before, instead ?? only, behind].filter((one) => one !== undefined)
  return source.replace(only, () => lines.join('\n'))
}

/**
 * `source-af-packet.c` of Suricata 7.0.x as a variant has it: what is told of them in spec/models.json, as edits
 * of our own. A fix is the early bump and what it adds, as in the report. Throws a PeerupError `usage` for an
 * unknown variant, and for a source in which the lines that it edits do not stand once each.
 */
export function editedEngine(source: string, variant: string): string {
  const wanted = edits[variant]
  if (wanted === undefined) {
    throw new PeerupError('usage', `expected ${Object.keys(edits).join(', ')}, got ${variant}`)
  }
  return wanted.reduce(edit, source)
}
