import { PeerupError } from '../src/core/error.js'

/** Adds text before or behind a line, or replaces it; the line must occur exactly once. */
type Edit = { line: RegExp; before?: string; behind?: string; instead?: string }

/** After AFPCreateSocket(), with success or a recoverable error. */
const bump = /^ *AFPPeersListReachedInc\(\);$/m
const ring = /^ *ret = AFPSetupRing\(.*$/m
const up = /^ *AFPSwitchState\(ptv, AFP_STATE_UP\);$/m
const write = /^static void AFPWritePacket\(Packet \*p, int version\)$/m
const down = /^ *if \(state == AFP_STATE_DOWN\) \{$/m
const opened = /^ *ptv->socket = socket\(AF_PACKET.*$/m
const result = /^ *int ret = AFP_FATAL_ERROR;$/m
const bind = /^ *r = bind\(ptv->socket, .*$/m
const failed = /^socket_err:$/m
const create = /^ *r = AFPCreateSocket\(ptv, ptv->iface, 1\);$/m
const turn = /^ *while \(AFPPeersListWaitTurn\(ptv->mpeer\)\) \{$/m
const fatal = /^ *SCLogError\("%s: failed to init socket for interface", ptv->iface\);$/m
const ask = /^ *if \(recv\(ptv->socket, .* MSG_PEEK\) != -1\)$/m

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

const lockedGuard = guarded(
  'SCMutexLock(&p->afp_v.peer->sock_protect);',
  'SCMutexUnlock(&p->afp_v.peer->sock_protect);',
)

const publishDown: Edit = {
  line: down,
  behind: [
    'SCMutexLock(&ptv->mpeer->sock_protect);',
    '(void)SC_ATOMIC_SET(ptv->mpeer->state, AFP_STATE_DOWN);',
    'SCMutexUnlock(&ptv->mpeer->sock_protect);',
  ].join('\n'),
}

/**
 * Sets up the ring on an unbound socket, and only then waits for the turn. A thread that fails earlier waits
 * for its turn in the caller. The link may have gone down meanwhile, and `bind()` would not say so. Every
 * failure after the ring unmaps it, because upstream only unmaps the ring of an open socket.
 */
const ringFirst: Edit[] = [
  { line: opened, instead: 'ptv->socket = socket(AF_PACKET, SOCK_RAW, 0);' },
  { line: result, behind: 'bool mapped = false;' },
  // The line after it returns on any other value.
  { line: ring, instead: 'ret = 0;' },
  {
    line: bind,
    before: [
      'ret = AFPSetupRing(ptv, devname);',
      'if (ret != 0) goto socket_err;',
      'mapped = true;',
      'while (verbose && suricata_ctl_flags == 0 && AFPPeersListWaitTurn(ptv->mpeer)) usleep(1000);',
      'if_flags = AFPGetDevFlags(ptv->socket, ptv->iface);',
      'if (if_flags == -1 || !(if_flags & (IFF_UP | IFF_RUNNING))) {',
      'if (verbose) SCLogWarning("%s: interface went down before its turn", ptv->iface);',
      'ret = AFP_RECOVERABLE_ERROR;',
      'goto socket_err;',
      '}',
      'ret = AFP_FATAL_ERROR;',
    ].join('\n'),
  },
  { line: failed, behind: 'if (mapped) munmap(ptv->ring_buf, ptv->ring_buflen);' },
  { line: create, instead: '' },
  { line: turn, before: 'r = AFPCreateSocket(ptv, ptv->iface, 1);' },
]

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
    lockedGuard,
    publishDown,
  ],
  'ring-first': ringFirst,
  'fix-d': [
    ...ringFirst,
    { line: fatal, behind: 'AFPPeersListReachedInc();' },
    { line: ask, instead: 'if (recv(ptv->socket, &c, 1, MSG_PEEK | MSG_DONTWAIT) >= 0)' },
    lockedGuard,
    publishDown,
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
 * `source-af-packet.c` of Suricata 7.0.x, edited to a variant as spec/models.json describes it, or with the
 * change `ring-first` alone. As in the report, Fix A, B and C build on the early bump. Throws a PeerupError
 * `usage` for an unknown variant, and for a source in which an edited line does not occur exactly once.
 */
export function editedEngine(source: string, variant: string): string {
  const chosen = edits[variant]
  if (chosen === undefined) {
    throw new PeerupError('usage', `expected ${Object.keys(edits).join(', ')}, got ${variant}`)
  }
  return chosen.reduce(edit, source)
}
