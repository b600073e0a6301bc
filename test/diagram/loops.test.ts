import { describe, expect, it } from 'vitest'
import { sequenceDiagram } from '../../src/diagram/sequence.js'
import {
  loopingTrace,
  manyThreads,
  raceSteps,
  rx,
  type SampleStep,
  startUpMapping,
  startUpTrace,
  tx,
} from './samples.js'

const draw = (trace: ReturnType<typeof startUpTrace>, mapping = startUpMapping()) =>
  sequenceDiagram(trace, mapping)
    .split('\n')
    .map((line) => line.trim())
const place = (lines: string[], text: string) => {
  const found = lines.findIndex((line) => line.includes(text))
  expect(found, text).toBeGreaterThan(-1)
  return found
}
const count = (lines: string[], pattern: RegExp) =>
  lines.filter((line) => pattern.test(line)).length

describe('the diagram of a lasso', () => {
  const lines = draw(loopingTrace())
  const [from, to] = [lines.indexOf('loop again and again, for ever'), lines.indexOf('end')]

  it('has one box, around the steps of the loop with the one that closes it', () => {
    expect(count(lines, /^loop /)).toBe(1)
    const steps = lines.slice(from).flatMap((line) => /: (\d+ \w+)</.exec(line)?.[1] ?? [])
    expect(steps).toEqual(['8 Guard', '9 Send'])
    const before = lines.slice(0, from).flatMap((line) => /: (\d+) \w+</.exec(line)?.[1] ?? [])
    expect(before).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    expect(to).toBeLessThan(from)
  })

  it('closes every box that it opens, the loop before the notes at the end', () => {
    expect(count(lines, /^end$/)).toBe(count(lines, /^(rect|loop) /))
    const claim = place(lines, 'is VIOLATED')
    const depth = lines
      .slice(from, claim)
      .reduce((open, line) => open + +/^(rect|loop) /.test(line) - +(line === 'end'), 0)
    // Only the marked band around the end is open there.
    expect(depth).toBe(1)
    expect(lines.slice(0, claim).findLast((line) => line.startsWith('rect '))).toBe(
      'rect rgb(255, 214, 210)',
    )
  })

  it('notes where the other threads stand', () => {
    expect(lines).toContain('Note over t1: stands before EndRing<br/>still inside ring set-up')
    expect(count(lines, /Note over t2: stands/)).toBe(0)
  })

  it('throws if no step closes the loop', () => {
    expect(() => draw(startUpTrace(raceSteps, { loop: 1 }))).toThrow(
      'in the step from the last state back to state 1: expected one performer to act',
    )
  })
})

describe('the diagram of a behaviour that stutters', () => {
  const lines = draw(startUpTrace(raceSteps, { loop: 8 }))

  it('notes that no thread can take a step, and has no box', () => {
    const rest =
      'Note over t1,all_kernel: Nothing more happens, for ever: no thread can take a step any more.'
    expect(lines.indexOf(rest)).toBeGreaterThan(place(lines, '8 Send'))
    expect(count(lines, /^loop /)).toBe(0)
  })

  it('notes where every thread waits, also the performer of the last step', () => {
    expect(lines).toContain(
      'Note over t1: waits for ever before EndRing<br/>still inside ring set-up',
    )
    expect(lines).toContain('Note over t2: waits for ever before Guard')
  })

  it('marks its end and no step', () => {
    expect(lines.indexOf('rect rgb(255, 214, 210)')).toBeGreaterThan(place(lines, 'Nothing more'))
  })
})

describe('a step of the driver', () => {
  it('is a note over all lifelines, in a band of its own, and no column', () => {
    const lines = draw(loopingTrace())
    const note = place(lines, '3 LinkDown')
    expect(lines[note]).toBe('Note over t1,all_kernel: 3 LinkDown<br/>link of tx0 goes down')
    expect([lines[note - 1], lines[note + 1]]).toEqual(['rect rgb(226, 228, 230)', 'end'])
    expect(count(lines, /^participant .* as tx0/)).toBe(0)
  })

  it('is a note over the lifeline that the mapping names', () => {
    const LinkDown = {
      performer: 'driver',
      sets: 'down',
      function: 'the kernel',
      meaning: 'Down.',
      arrows: [{ kind: 'call', to: 'kernel', text: '{self}: {before.link.self} to {link.self}' }],
    }
    const lines = draw(loopingTrace(), startUpMapping({ actions: { LinkDown } }))
    expect(lines).toContain('Note over all_kernel: 3 LinkDown<br/>tx0: up to down')
  })

  it('can be the last step, with a note for every thread', () => {
    const lines = draw(startUpTrace([...raceSteps, ['rx0', 'LinkDown', 'down']]))
    const marked = lines.indexOf('rect rgb(255, 214, 210)')
    expect(lines[marked + 1]).toBe('Note over t1,all_kernel: 9 LinkDown<br/>link of rx0 goes down')
    expect(lines).toContain('Note over t2: stands before Guard')
  })
})

describe('the diagram of many threads', () => {
  const lines = draw(manyThreads())

  it('draws the thread of the last step and its peer in full, and no other', () => {
    const columns = lines.filter((line) => line.startsWith('participant'))
    expect(columns.map((line) => line.split(' as ')[1])).toEqual([
      'W#35;01-tx0',
      'start barrier',
      'entry of W#35;01-rx0',
      'W#35;01-rx0',
      'kernel',
    ])
    const drawn = lines.flatMap((line) => /: (\d+) \w+</.exec(line)?.[1] ?? [])
    expect(drawn).toEqual(['44', '45', '46', '47', '48', '49', '50', '52'])
  })

  it('sums up each run of the others in one note', () => {
    const notes = lines.filter((line) => /: \d+( to \d+)?: /.test(line))
    expect(notes).toEqual([
      'Note over t1,all_kernel: 1 to 43: the other 22 threads, 43 steps<br/>Wait, BeginRing',
      'Note over t1,all_kernel: 51: 1 of the other 22 threads, 1 step<br/>BeginRing',
    ])
    expect(lines.join('\n')).toContain('22 other threads have no line: their steps are summed up.')
  })

  it('notes how many of the others stand where at the end', () => {
    expect(lines.join('\n')).toContain('The other 22 threads stand: 22 before EndRing.')
  })

  it('draws up to eight threads in full', () => {
    const names = Array.from({ length: 6 }, (_, i) => `W#0${i + 2}-tx0`)
    const few = draw(startUpTrace(raceSteps, {}, [rx, tx, ...names]))
    expect(count(few, /^participant t\d+ /)).toBe(8)
    expect(few.join('\n')).not.toContain('summed up')
    const nine = draw(startUpTrace(raceSteps, {}, [rx, tx, ...names, 'W#08-tx0']))
    expect(count(nine, /^participant t\d+ /)).toBe(2)
  })

  it('sums up the steps before a loop and inside it separately', () => {
    const others = Array.from({ length: 8 }, (_, i) => `W#0${i + 2}-tx0`)
    const [one = ''] = others
    const steps: SampleStep[] = [
      [one, 'Wait', 'BeginRing'],
      [one, 'BeginRing', 'EndRing'],
      [rx, 'Wait', 'Guard'],
      [one, 'EndRing', 'BeginRing'],
    ]
    const shown = draw(startUpTrace(steps, { loop: 1 }, [rx, tx, ...others]))
    const box = shown.indexOf('loop again and again, for ever')
    expect(place(shown, ': 1: 1 of the other 8 threads')).toBeLessThan(box)
    expect(place(shown, ': 2: 1 of the other 8 threads')).toBeGreaterThan(box)
    expect(place(shown, ': 4: 1 of the other 8 threads')).toBeGreaterThan(place(shown, '3 Wait'))
    expect(count(shown, /^end$/)).toBe(count(shown, /^(rect|loop) /))
  })
})
