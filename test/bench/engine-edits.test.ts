import { describe, expect, it } from 'vitest'
import { editedEngine } from '../../bench/engine-edits.js'

/** The edited lines in the order of upstream's file, with lines between them that the edits must not touch. */
const source = [
  'static void AFPWritePacket(Packet *p, int version)',
  '{',
  '    sendto(socket);',
  '}',
  'void AFPSwitchState(AFPThreadVars *ptv, uint8_t state)',
  '{',
  '    if (state == AFP_STATE_DOWN) {',
  '        close(ptv->socket);',
  '    }',
  '}',
  'void ReceiveAFPLoop(ThreadVars *tv)',
  '{',
  '        while (AFPPeersListWaitTurn(ptv->mpeer)) {',
  '        }',
  '        r = AFPCreateSocket(ptv, ptv->iface, 1);',
  '                    SCLogError("%s: failed to init socket for interface", ptv->iface);',
  '                    return TM_ECODE_FAILED;',
  '        AFPPeersListReachedInc();',
  '                if (recv(ptv->socket, &c, sizeof c, MSG_PEEK) != -1)',
  '}',
  'static int AFPCreateSocket(AFPThreadVars *ptv, char *devname, int verbose)',
  '{',
  '    int ret = AFP_FATAL_ERROR;',
  '    ptv->socket = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));',
  '    int if_flags = AFPGetDevFlags(ptv->socket, ptv->iface);',
  '    r = bind(ptv->socket, (struct sockaddr *)&bind_address, sizeof(bind_address));',
  '    r = setsockopt(ptv->socket, SOL_PACKET, PACKET_FANOUT);',
  '        ret = AFPSetupRing(ptv, devname);',
  '    AFPSwitchState(ptv, AFP_STATE_UP);',
  'socket_err:',
  '    close(ptv->socket);',
  '}',
  '',
].join('\n')

/** The functions that contain a text, in the order of the source. */
const functionsWith = (edited: string, text: string): string[] => {
  let inside = ''
  return edited.split('\n').flatMap((line) => {
    inside = /^(?:static )?(?:void|int) (\w+)\(.*\)$/.exec(line)?.[1] ?? inside
    return line.includes(text) ? [inside] : []
  })
}
/** The part of the source from the head of a function on. */
const from = (edited: string, head: string): string => edited.slice(edited.indexOf(head))
const createSocket = 'static int AFPCreateSocket'
const offsets = (edited: string, ...texts: string[]) => texts.map((text) => edited.indexOf(text))
const ascending = (numbers: number[]) => [...numbers].sort((a, b) => a - b)

const bump = 'AFPPeersListReachedInc();'
const guard = 'state) == AFP_STATE_UP'

describe('an engine edited to a variant', () => {
  it.each(['v8', 'fix-a', 'fix-c'])('%s bumps between bind() and the ring', (variant) => {
    const edited = editedEngine(source, variant)
    const positions = offsets(edited, 'bind(', `if (verbose) ${bump}`, 'AFPSetupRing(')
    expect(positions).not.toContain(-1)
    expect(positions).toEqual(ascending(positions))
  })

  it('fix-b bumps after it has set its peer to UP', () => {
    const edited = editedEngine(source, 'fix-b')
    const positions = offsets(edited, 'AFPSwitchState(ptv, AFP_STATE_UP)', `if (verbose) ${bump}`)
    expect(positions).not.toContain(-1)
    expect(positions).toEqual(ascending(positions))
  })

  it.each(['v8', 'fix-a', 'fix-b'])('%s bumps there alone, at a first opening', (variant) => {
    expect(functionsWith(editedEngine(source, variant), bump)).toEqual(['AFPCreateSocket'])
  })

  it('fix-c bumps also if the socket cannot be opened', () => {
    const edited = editedEngine(source, 'fix-c')
    expect(functionsWith(edited, bump)).toEqual(['ReceiveAFPLoop', 'AFPCreateSocket'])
    expect(edited).toContain(`if (r < 0) ${bump}`)
  })

  it.each(['ring-first', 'fix-d'])(
    '%s opens a socket without a protocol, has its ring, waits for its turn, looks at the link and binds',
    (variant) => {
      const positions = offsets(
        from(editedEngine(source, variant), createSocket),
        'socket(AF_PACKET, SOCK_RAW, 0)',
        'ret = AFPSetupRing(',
        'AFPPeersListWaitTurn(',
        'if_flags = AFPGetDevFlags(ptv->socket, ptv->iface);\nif (if_flags == -1',
        'ret = AFP_RECOVERABLE_ERROR;',
        'bind(',
        'PACKET_FANOUT',
        'AFPSwitchState(',
      )
      expect(positions).not.toContain(-1)
      expect(positions).toEqual(ascending(positions))
    },
  )

  it.each(['ring-first', 'fix-d'])('%s unmaps its ring on every later failure', (variant) => {
    const created = from(editedEngine(source, variant), createSocket)
    const positions = offsets(
      created,
      'bool mapped = false;',
      'ret = AFPSetupRing(',
      'goto socket_err;',
      'mapped = true;',
      'socket_err:',
      'if (mapped) munmap(',
      'close(',
    )
    expect(positions).not.toContain(-1)
    expect(positions).toEqual(ascending(positions))
    expect(created.split('mapped = true;')).toHaveLength(2)
  })

  it.each(['ring-first', 'fix-d'])(
    '%s fails fatally behind its ring unless it says else',
    (variant) => {
      // A ring that succeeded leaves 0 in ret, which the caller takes for success.
      const created = from(editedEngine(source, variant), createSocket)
      expect(created.slice(created.indexOf('mapped = true;'), created.indexOf('bind('))).toContain(
        '}\nret = AFP_FATAL_ERROR;\n',
      )
    },
  )

  it.each(['ring-first', 'fix-d'])('%s waits for its turn before it bumps a failure', (variant) => {
    const loop = from(editedEngine(source, variant), 'void ReceiveAFPLoop')
    const positions = offsets(loop, 'AFPCreateSocket(', 'AFPPeersListWaitTurn(', bump)
    expect(positions).toEqual(ascending(positions))
    expect(loop.split('r = AFPCreateSocket(ptv, ptv->iface, 1);')).toHaveLength(2)
  })

  it('fix-d bumps as 7.0.x, and also after a fatal failure', () => {
    const edited = editedEngine(source, 'fix-d')
    expect(functionsWith(edited, bump)).toEqual(['ReceiveAFPLoop', 'ReceiveAFPLoop'])
    const positions = offsets(edited, 'failed to init socket', bump, 'TM_ECODE_FAILED')
    expect(positions).toEqual(ascending(positions))
    expect(functionsWith(editedEngine(source, 'ring-first'), bump)).toEqual(['ReceiveAFPLoop'])
  })

  it('fix-d alone asks for the error without waiting', () => {
    expect(editedEngine(source, 'fix-d')).toContain('1, MSG_PEEK | MSG_DONTWAIT) >= 0)')
    for (const variant of ['v8', 'fix-a', 'fix-b', 'fix-c', 'ring-first']) {
      expect(editedEngine(source, variant)).not.toContain('MSG_DONTWAIT')
    }
  })

  it.each(['fix-a', 'fix-c', 'fix-d'])(
    '%s checks that the peer is UP before it sends',
    (variant) => {
      const edited = editedEngine(source, variant)
      expect(functionsWith(edited, guard)).toEqual(['AFPWritePacket'])
      expect(functionsWith(edited, 'sendto(')).toEqual(['WriteToPeer'])
    },
  )

  it.each(['v8', 'fix-b', 'ring-first'])('%s sends without a check', (variant) => {
    const edited = editedEngine(source, variant)
    expect(edited).not.toContain(guard)
    expect(functionsWith(edited, 'sendto(')).toEqual(['AFPWritePacket'])
  })

  it.each(['fix-c', 'fix-d'])(
    '%s holds the lock from the guard to the send, and publishes DOWN under it before it closes',
    (variant) => {
      const edited = editedEngine(source, variant)
      const inside = ['SCMutexLock(&p->', guard, 'WriteToPeer(p, version);', 'SCMutexUnlock(&p->']
      const sendPositions = offsets(edited, ...inside)
      expect(sendPositions).not.toContain(-1)
      expect(sendPositions).toEqual(ascending(sendPositions))
      const down = ['SCMutexLock(&ptv->', 'AFP_STATE_DOWN);', 'SCMutexUnlock(&ptv->', 'close(']
      const downPositions = offsets(edited, ...down)
      expect(downPositions).not.toContain(-1)
      expect(downPositions).toEqual(ascending(downPositions))
    },
  )
})

describe('editedEngine throws', () => {
  it('for an unknown variant', () => {
    expect(() => editedEngine(source, 'fix-z')).toThrow(
      'expected v8, fix-a, fix-b, fix-c, ring-first, fix-d, got fix-z',
    )
  })

  it.each(['none', 'two'])('for a source with %s of an edited line', (count) => {
    const line = `        ${bump}\n`
    const other = source.replace(line, count === 'none' ? '' : line + line)
    expect(() => editedEngine(other, 'v8')).toThrow(
      `expected one line like /^ *AFPPeersListReachedInc\\(\\);$/m, got ${count === 'none' ? 0 : 2}`,
    )
  })
})
