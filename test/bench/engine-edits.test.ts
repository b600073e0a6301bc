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
  '        r = AFPCreateSocket(ptv, ptv->iface, 1);',
  '        AFPPeersListReachedInc();',
  '}',
  'static int AFPCreateSocket(AFPThreadVars *ptv, char *devname, int verbose)',
  '{',
  '    bind(ptv->socket);',
  '        ret = AFPSetupRing(ptv, devname);',
  '    AFPSwitchState(ptv, AFP_STATE_UP);',
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

  it.each(['fix-a', 'fix-c'])('%s checks that the peer is UP before it sends', (variant) => {
    const edited = editedEngine(source, variant)
    expect(functionsWith(edited, guard)).toEqual(['AFPWritePacket'])
    expect(functionsWith(edited, 'sendto(')).toEqual(['WriteToPeer'])
  })

  it.each(['v8', 'fix-b'])('%s sends without a check', (variant) => {
    const edited = editedEngine(source, variant)
    expect(edited).not.toContain(guard)
    expect(functionsWith(edited, 'sendto(')).toEqual(['AFPWritePacket'])
  })

  it('fix-c holds the lock from the guard to the send, and publishes DOWN under it before it closes', () => {
    const edited = editedEngine(source, 'fix-c')
    const inside = ['SCMutexLock(&p->', guard, 'WriteToPeer(p, version);', 'SCMutexUnlock(&p->']
    const sendPositions = offsets(edited, ...inside)
    expect(sendPositions).not.toContain(-1)
    expect(sendPositions).toEqual(ascending(sendPositions))
    const down = ['SCMutexLock(&ptv->', 'AFP_STATE_DOWN);', 'SCMutexUnlock(&ptv->', 'close(']
    const downPositions = offsets(edited, ...down)
    expect(downPositions).not.toContain(-1)
    expect(downPositions).toEqual(ascending(downPositions))
  })
})

describe('editedEngine throws', () => {
  it('for an unknown variant', () => {
    expect(() => editedEngine(source, 'fix-z')).toThrow(
      'expected v8, fix-a, fix-b, fix-c, got fix-z',
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
