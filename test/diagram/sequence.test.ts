import { describe, expect, it } from 'vitest'
import { sequenceDiagram } from '../../src/diagram/sequence.js'
import { raceSteps, rx, startUpMapping, startUpTrace, tx } from './samples.js'

const property = { kind: 'invariant', claim: 'every send goes to a peer that is UP' } as const
const observed = {
  verdict: 'reproduced',
  step: null,
  action: null,
  errno: 'ENOTSOCK',
  afterwards: 'forwards',
} as const

const draw = (
  ...[trace = startUpTrace(), mapping = startUpMapping(), telling]: Partial<
    Parameters<typeof sequenceDiagram>
  >
) => sequenceDiagram(trace, mapping, telling ?? { property })
const lines = (text: string) => text.split('\n').map((line) => line.trim())

describe('a sequence diagram', () => {
  it('is the same text for the same trace', () => {
    expect(draw()).toBe(draw(startUpTrace(), startUpMapping()))
  })

  it('shows every step once, numbered, in order', () => {
    const shown = [...draw().matchAll(/: (\d+) (\w+)<br\/>/g)].map(([, step, action]) => [
      step,
      action,
    ])
    expect(shown).toEqual(raceSteps.map(([, action], index) => [`${index + 1}`, action]))
  })

  it.each([
    ['a read', 'all_barrier-->>t1: 1 Wait<br/>turn = 2'],
    ['a write to its own entry', 't2->>t2_entry: 6 Publish<br/>socket = 4'],
    ['a call', 't2->>all_kernel: 5 EndRing<br/>mmap()'],
    ['a note', 'Note over t2: 7 Guard<br/>does not look'],
    [
      'a value of the related thread and its own name',
      't2->>all_kernel: 8 Send<br/>sendto(0) by W#35;01-rx0',
    ],
    [
      'a value before the step, escaped',
      't1->>all_kernel: 2 BeginRing<br/>reserve#59; 50#37; of 2',
    ],
  ])('tells %s', (_, line) => {
    expect(lines(draw())).toContain(line)
  })

  it('puts what is shared between the threads, what is owned beside its thread, and outer lines right', () => {
    const columns = lines(draw()).filter((line) => line.startsWith('participant'))
    expect(columns).toEqual([
      'participant t1 as W#35;01-tx0',
      'participant all_barrier as start barrier',
      'participant t2_entry as entry of W#35;01-rx0',
      'participant t2 as W#35;01-rx0',
      'participant all_kernel as kernel',
    ])
  })

  it('has a bar for a box, which goes on to the end if no step ends it', () => {
    const shown = lines(draw())
    const bars = shown.filter((line) => /^(de)?activate /.test(line))
    expect(bars).toEqual(['activate t1', 'activate t2', 'deactivate t2', 'deactivate t1'])
    expect(shown.indexOf('deactivate t1')).toBeGreaterThan(
      shown.findIndex((line) => line.includes('8 Send')),
    )
  })

  it('survives a box that ends without having begun', () => {
    const text = draw(
      startUpTrace([
        [tx, 'EndRing', 'Publish'],
        [tx, 'Publish', 'Guard'],
      ]),
    )
    expect(text).not.toContain('activate')
  })

  it('says who stands in a waiting loop while another runs', () => {
    expect(lines(draw())).toContain('Note over t2: in the waiting loop<br/>Wait')
    expect(lines(draw())).not.toContain('Note over t1: in the waiting loop<br/>Wait')
  })

  it('says at the end where every other thread stands', () => {
    expect(lines(draw())).toContain(
      'Note over t1: stands before EndRing<br/>still inside ring set-up',
    )
  })

  it('marks the last step with the claim', () => {
    const text = draw()
    expect(text.slice(text.indexOf('rect rgb(255, 214, 210)'))).toContain('8 Send')
    expect(text).toContain(
      'SendImpliesPeerUp is VIOLATED<br/>Claim: every send goes to a peer that is UP',
    )
  })

  it('tells a witness as something that can happen', () => {
    const text = draw(startUpTrace(), startUpMapping(), {
      property: { kind: 'witness', claim: 'a send' },
    })
    expect(text).toContain('SendImpliesPeerUp: it can happen<br/>Witness: a send')
    expect(text).not.toContain('VIOLATED')
  })

  it.each([
    ['nothing was replayed', {}, 'Model only#59; not replayed.'],
    [
      'it was reproduced',
      { observed },
      'Native replay: reproduced#59; the kernel answered ENOTSOCK#59;',
    ],
    [
      'it was refused',
      {
        observed: {
          ...observed,
          verdict: 'refused',
          step: 7,
          action: 'Guard',
          errno: null,
          afterwards: 'unknown',
        } as const,
      },
      'Native replay: refused at step 7 (Guard).',
    ],
  ])('says what a native run gave when %s', (_, telling, text) => {
    expect(draw(startUpTrace(), startUpMapping(), telling)).toContain(text)
  })

  it('puts a lifeline that all share between threads that own none', () => {
    const text = draw(
      startUpTrace([
        ['a', 'Load', 'Store'],
        ['b', 'Load', 'Store'],
      ]),
      startUpMapping({
        lifelines: [{ id: 'counter', title: 'counter' }],
        relations: {},
        boxes: [],
        actions: {
          Load: {
            performer: 'gate',
            function: 'load',
            meaning: 'Loads.',
            arrows: [{ kind: 'read', to: 'counter', text: '{turn}' }],
          },
        },
      }),
    )
    const columns = lines(text).filter((line) => line.startsWith('participant'))
    expect(columns.map((line) => line.split(' as ')[1])).toEqual([
      'a',
      'b',
      'counter',
      'W#35;01-rx0',
      'W#35;01-tx0',
    ])
  })
})

describe('the arrow of a step', () => {
  const guarded = (next: string) =>
    draw(
      startUpTrace(
        [
          [rx, 'Publish', 'Guard'],
          [rx, 'Guard', next],
        ],
        { features: { guard: true } },
      ),
    )

  it.each([
    ['Send', 't2_entry-->>t1: 2 Guard<br/>goes on'],
    ['Wait', 't2_entry-->>t1: 2 Guard<br/>drops'],
  ])('is chosen by what the thread does next: %s', (next, line) => {
    expect(lines(guarded(next))).toContain(line)
  })

  const withArrow = (arrow: object) => () =>
    draw(
      startUpTrace(),
      startUpMapping({
        actions: {
          Send: { performer: 'gate', function: 'send()', meaning: 'Sends.', arrows: [arrow] },
        },
      }),
    )

  it.each([
    ['a variable', '{turns}'],
    ['a field', '{peer.self.sock}'],
    ['a thread', '{peer.W#09.socket}'],
    ['a variable before the step', '{before.turns}'],
    ['what every object inherits', '{toString}'],
  ])(
    'is an error that names action and placeholder if it speaks of %s that does not exist',
    (_, text) => {
      expect(withArrow({ kind: 'note', text })).toThrowError(
        expect.objectContaining({
          code: 'mapping',
          message: expect.stringContaining(
            `action Send: expected a value for the placeholder ${text}`,
          ),
        }),
      )
    },
  )

  it('is an error if its lifeline does not exist', () => {
    expect(withArrow({ kind: 'read', to: 'nowhere', text: '' })).toThrowError(
      expect.objectContaining({
        code: 'mapping',
        message: 'action Send: expected a lifeline, got "nowhere"',
      }),
    )
  })

  it('is an error if no condition holds', () => {
    expect(withArrow({ if: { guard: true }, kind: 'note', text: '' })).toThrowError(
      expect.objectContaining({ code: 'mapping', where: { step: 8 } }),
    )
  })

  it('is an error for an action that the mapping does not know', () => {
    expect(() => draw(startUpTrace([[tx, 'Fly', 'Wait']]))).toThrowError(
      expect.objectContaining({
        code: 'trace',
        message: 'expected an action of the mapping, got "Fly"',
      }),
    )
  })
})
