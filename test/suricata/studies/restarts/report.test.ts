import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/core/package-root.js'
import { reproduceDocument } from '../../../../src/suricata/studies/restarts/document.js'
import { readReproductions } from '../../../../src/suricata/studies/restarts/measured-restarts.js'
import { reproducePicture } from '../../../../src/suricata/studies/restarts/picture.js'
import { marksOf } from '../../../../src/suricata/studies/restarts/picture-marks.js'
import {
  type Cycle,
  type ReproduceResult,
  reproduceResult,
} from '../../../../src/suricata/studies/restarts/result.js'
import { tabulate } from '../../../../src/suricata/studies/restarts/tabulate.js'
import {
  cycleText,
  reproduceText,
} from '../../../../src/suricata/studies/restarts/terminal-text.js'
import { countersOf, cycleOf, small, wayFrom } from './samples.js'

const resultOf = (cycles: Cycle[]): ReproduceResult =>
  reproduceResult.parse({
    format: 'peerup-reproduce/1',
    subject: { kind: 'variant', name: 'v8' },
    options: { ...small, cycles: cycles.length },
    traffic: { into: ['tx0'], perSecond: 1000, sent: 1000, seconds: 1 },
    cycles,
    table: tabulate(cycles),
    seconds: { all: 1.1, starts: 1 },
  })

const threads = [
  {
    ...{ thread: 'W#01-tx0', bound: 10, ring: 510, published: 510.1, started: 520 },
    ...{ firstSend: 530, firstError: 521, errors: 3 },
  },
  {
    ...{ thread: 'W#01-rx0', bound: 11, ring: 525, published: 525.5, started: 626 },
    ...{ firstSend: null, firstError: null, errors: 0 },
  },
]

describe('the output', () => {
  const wedge = cycleOf({
    started: null,
    ways: [wayFrom('tx0', 'rx0', 0), wayFrom('rx0', 'tx0', 0)],
    pairs: [countersOf('wedge', 700, 0)],
  })

  it("has the report's numbers beside ours, and the verdict", () => {
    const text = reproduceText(resultOf([cycleOf({ enotsock: 3 }), cycleOf()]))
    expect(text).toMatch(/cycles with ENOTSOCK \(of those started\) \| 7 \(87.5%\) +\| 1 \(50%\)/)
    expect(text).toMatch(/ENOTSOCK lines in all +\| +28 \| +3 \|/)
    expect(text).toMatch(/tx0:rx0 \| +700 \| +16 \| one-way traffic/)
    expect(text.trimEnd()).toMatch(/ENOTSOCK in 1 of 2 cycles; no pair wedged$/)
  })

  it('counts the wedged pairs', () => {
    expect(reproduceText(resultOf([wedge]))).toContain('in 0 of 1 cycles; 1 pair wedged')
  })

  const unknown = cycleOf({ started: null, stoppedBy: 'SIGKILL', ways: [], sendErrors: null })

  it.each([
    ['no cycle', [unknown, unknown], '; no cycle was probed'],
    [
      'one cycle',
      [unknown, cycleOf(), unknown],
      '; no pair wedged in the 1 of 3 cycles that was probed',
    ],
    [
      'one cycle with a wedge',
      [unknown, wedge],
      '; 1 pair wedged in the 1 of 2 cycles that was probed',
    ],
    [
      'two cycles',
      [unknown, wedge, cycleOf()],
      '; 1 pair wedged in the 2 of 3 cycles that were probed',
    ],
  ])('counts the probed cycles: %s', (_, cycles, verdict) => {
    expect(reproduceText(resultOf(cycles)).trimEnd().endsWith(verdict)).toBe(true)
  })

  it('has the counters of the last cycle with counters, and its number', () => {
    const failed = cycleOf({ started: null, pairs: [countersOf('unknown', null, null)] })
    const text = reproduceText(resultOf([cycleOf(), cycleOf(), failed]))
    expect(text).toContain('at the end of cycle 2 of 3, the last cycle with counters.')
    expect(text).toMatch(/tx0:rx0 \| +700 \| +16 \|/)
    expect(reproduceText(resultOf([cycleOf()]))).toContain('at the end of cycle 1 of 1. ')
    expect(reproduceText(resultOf([failed]))).toContain('No cycle ended with counters.')
  })

  it('has the time besides the starts and the stops', () => {
    expect(reproduceText(resultOf([cycleOf()]))).toContain(
      'The cycle took 1.1 s: 1.0 s for the start, with the delays of the rings, and 0.1 s besides, 10 % of that (goal: less than 20 %); 7 % without the 0.0 s that the engine took to stop.',
    )
    expect(reproduceText(resultOf([cycleOf(), cycleOf()]))).toContain(
      'The cycles took 1.1 s: 1.0 s for the starts, with the delays of the rings, and 0.1 s besides, 10 % of that (goal: less than 20 %); 4 % without the 0.1 s',
    )
  })

  it('has no share of the starts if there was no start', () => {
    const ended = { ...unknown, stoppedBy: 'itself', ms: { start: 2, probe: 0, stop: 0 } } as const
    const text = reproduceText({ ...resultOf([ended]), seconds: { all: 1.2, starts: 0.002 } })
    expect(text).toContain('The cycle took 1.2 s.')
    expect(text).not.toContain('goal')
  })

  it.each([
    ['an exit code', { code: 1, signal: null }, 'on SIGTERM with code 1'],
    ['another signal', { code: null, signal: 'SIGSEGV' }, 'on SIGTERM by SIGSEGV'],
  ])('names %s that ends an engine after SIGTERM', (_, ended, end) => {
    const crashed = cycleOf({ ended })
    expect(cycleText(crashed, 1)).toContain(`, ended ${end}`)
    const text = reproduceText(resultOf([cycleOf(), crashed, crashed]))
    expect(text).toContain(`Ended: 1 on SIGTERM, 2 ${end}.`)
    expect(cycleText(cycleOf(), 1)).not.toContain('ended')
  })

  it('says of a cycle that there was no sign of an engine, unless the engine is wedged', () => {
    expect(cycleText(unknown, 1)).toContain('did not start, no sign of an engine')
    expect(cycleText(wedge, 1)).not.toContain('sign')
  })

  it('has the last lines of an engine that did not start', () => {
    const said = ['E: the last words']
    const ended = { code: 7, signal: null }
    const text = cycleText(cycleOf({ started: null, stoppedBy: 'itself', ended, said }), 1)
    expect(text).toContain('did not start')
    expect(text).toContain('ended by itself with code 7; its last lines:\n    E: the last words')
  })

  it('counts a cycle without a log by its failed sends that were reported', () => {
    const silent = cycleOf({ started: null, enotsock: 0, sendErrors: 1, enotsockSends: 1, threads })
    const text = reproduceText(resultOf([silent, cycleOf({ enotsockSends: 0 })]))
    expect(text).toContain('ENOTSOCK in 1 of 2 cycles')
    expect(cycleText(silent, 1)).toContain(
      'its threads left the barrier, but its log has no "Engine started", 0 ENOTSOCK lines (1 failed send)',
    )
  })

  it('says of a cycle that its engine ignored SIGTERM', () => {
    expect(cycleText(cycleOf({ stoppedBy: 'SIGKILL' }), 1)).toContain(
      ', ended by SIGKILL after ignoring SIGTERM',
    )
  })
})

describe('the picture', () => {
  it('has marks for each thread, for the opening of the barrier and for the first frame', () => {
    const marks = marksOf(cycleOf({ threads }))
    expect(marks).toEqual([
      { kind: 'bound', ms: 10 },
      { kind: 'bound', ms: 11 },
      { kind: 'published', ms: 510.1 },
      { kind: 'published', ms: 525.5 },
      { kind: 'open', ms: 520 },
      { kind: 'frame', ms: 600 },
      { kind: 'error', ms: 521 },
    ])
  })

  it('enlarges the time of the publications if they are close together', () => {
    const svg = reproducePicture([resultOf([cycleOf({ threads })])])
    expect(svg).toContain('from the first publication to the last')
    expect(svg.match(/>cycle 1</g)).toHaveLength(2)
  })

  it('enlarges nothing if the publications are spread over the start', () => {
    const [first, second] = threads
    const spread = [{ ...first, published: 100 }, second] as typeof threads
    const svg = reproducePicture([resultOf([cycleOf({ threads: spread })])])
    expect(svg.match(/>cycle 1</g)).toHaveLength(1)
  })
})

describe('the document', () => {
  it('and the picture are the committed ones', () => {
    const measured = readReproductions(packageRoot)
    if (measured === null) throw new Error('expected docs/measured/reproduce.json')
    const read = (name: string) => readFileSync(join(packageRoot, 'docs/reference', name), 'utf8')
    const drawn = measured.results.filter(({ cycles }) => cycles.some((one) => one.threads.length))
    expect(read('reproduce.md')).toBe(reproduceDocument(measured))
    expect(read('reproduce.svg')).toBe(reproducePicture(drawn))
  })

  it('has a wedge, and no failed sends if the engine does not report them', () => {
    const wedged = cycleOf({
      ...{ started: null, sendErrors: null },
      ways: [wayFrom('tx0', 'rx0', 0), wayFrom('rx0', 'tx0')],
    })
    const machine = { cores: 2, processor: 'a processor', kernel: '6.18' }
    const text = reproduceDocument({ date: '2026-11-24', machine, results: [resultOf([wedged])] })
    expect(text).toContain('- v8: ENOTSOCK in 0 of 1 cycles; 1 pair wedged.')
    expect(text).toMatch(/\| v8 +\| into tx \| 0 of 1 +\| +0 \| +1 \|/)
    expect(text).toContain('not reported')
  })
})
