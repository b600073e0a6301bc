import { describe, expect, it } from 'vitest'
import { editedEngine } from '../../bench/engine-edits.js'

/** Where the lines that are edited stand in upstream's file, and between them what the edits must not touch. */
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

/** The functions in which a text stands, in the order of the source. */
const placesOf = (edited: string, text: string): string[] => {
  let inside = ''
  return edited.split('\n').flatMap((line) => {
    inside = /^(?:static )?(?:void|int) (\w+)\(.*\)$/.exec(line)?.[1] ?? inside
    return line.includes(text) ? [inside] : []
  })
}
const order = (edited: string, ...texts: string[]) => texts.map((text) => edited.indexOf(text))
const ascending = (numbers: number[]) => [...numbers].sort((a, b) => a - b)

const bump = 'AFPPeersListReachedInc();'
const upAsked = 'state) == AFP_STATE_UP'

describe('an engine edited to be', () => {
  it.each(['v8', 'fix-a', 'fix-c'])('%s bumps between bind() and the ring', (variant) => {
    const edited = editedEngine(source, variant)
    const places = order(edited, 'bind(', `if (verbose) ${bump}`, 'AFPSetupRing(')
    expect(places).not.toContain(-1)
    expect(places).toEqual(ascending(places))
  })

  it('fix-b bumps once its peer is UP', () => {
    const edited = editedEngine(source, 'fix-b')
    const places = order(edited, 'AFPSwitchState(ptv, AFP_STATE_UP)', `if (verbose) ${bump}`)
    expect(places).not.toContain(-1)
    expect(places).toEqual(ascending(places))
  })

  it.each(['v8', 'fix-a', 'fix-b'])('%s bumps there only, at a first opening', (variant) => {
    expect(placesOf(editedEngine(source, variant), bump)).toEqual(['AFPCreateSocket'])
  })

  it('fix-c bumps also when the socket could not be opened', () => {
    const edited = editedEngine(source, 'fix-c')
    expect(placesOf(edited, bump)).toEqual(['ReceiveAFPLoop', 'AFPCreateSocket'])
    expect(edited).toContain(`if (r < 0) ${bump}`)
  })

  it.each(['fix-a', 'fix-c'])('%s asks whether the peer is UP, before it sends', (variant) => {
    const edited = editedEngine(source, variant)
    expect(placesOf(edited, upAsked)).toEqual(['AFPWritePacket'])
    expect(placesOf(edited, 'sendto(')).toEqual(['WriteToPeer'])
  })

  it.each(['v8', 'fix-b'])('%s does not', (variant) => {
    const edited = editedEngine(source, variant)
    expect(edited).not.toContain(upAsked)
    expect(placesOf(edited, 'sendto(')).toEqual(['AFPWritePacket'])
  })

  it('fix-c holds the lock from the guard to the send, and publishes DOWN under it before it closes', () => {
    const edited = editedEngine(source, 'fix-c')
    const inside = ['SCMutexLock(&p->', upAsked, 'WriteToPeer(p, version);', 'SCMutexUnlock(&p->']
    const sends = order(edited, ...inside)
    expect(sends).not.toContain(-1)
    expect(sends).toEqual(ascending(sends))
    const down = ['SCMutexLock(&ptv->', 'AFP_STATE_DOWN);', 'SCMutexUnlock(&ptv->', 'close(']
    const goes = order(edited, ...down)
    expect(goes).not.toContain(-1)
    expect(goes).toEqual(ascending(goes))
  })
})

describe('no engine', () => {
  it('is made of a variant that nobody knows', () => {
    expect(() => editedEngine(source, 'fix-z')).toThrow(
      'expected v8, fix-a, fix-b, fix-c, got fix-z',
    )
  })

  it.each(['none', 'two'])('is made of a source that has %s of a line', (count) => {
    const line = `        ${bump}\n`
    const other = source.replace(line, count === 'none' ? '' : line + line)
    expect(() => editedEngine(other, 'v8')).toThrow(
      `expected one line like /^ *AFPPeersListReachedInc\\(\\);$/m, got ${count === 'none' ? 0 : 2}`,
    )
  })
})
