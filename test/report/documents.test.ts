import { describe, expect, it } from 'vitest'
import { mappingDocument } from '../../src/report/mapping-document.js'
import { resultsDocument } from '../../src/report/results-document.js'
import { startUpMapping } from '../diagram/samples.js'
import { check, modelRow, properties, replayRow } from './samples.js'

const input = {
  check,
  properties,
  variants: { v7: { about: 'Suricata 7.0.x.' }, v8: { about: 'Suricata 8.0.0.' } },
  scenarios: { 'clean-start': { about: 'Every socket opens.' } },
  diagrams: new Set(['v8.clean-start.1x1.SendImpliesPeerUp']),
  deep: null,
}

/** The lines under a heading, up to the next one. */
const section = (text: string, heading: string) =>
  text.split(`### ${heading}\n`)[1]?.split(/^#/m)[0] ?? ''

describe('resultsDocument', () => {
  const text = resultsDocument(input)

  it('says first whether all is as expected', () => {
    expect(text).toContain('7 verdicts on models and 2 replays, all as expected.')
    const replays = [...check.replays, replayRow('v7', 'reproduced', { expected: 'refused' })]
    expect(resultsDocument({ ...input, check: { ...check, replays } })).toContain(
      '**1 not as expected**, marked with !.',
    )
  })

  it('has for each counterexample its claim, its diagram, what each replay saw, and its trace', () => {
    expect(section(text, 'v8.clean-start.1x1.SendImpliesPeerUp').trim()).toBe(
      [
        'Claim: every send goes to a peer that is UP. It does not hold. It takes 24 steps.',
        '![v8.clean-start.1x1: the steps that lead to SendImpliesPeerUp](diagrams/v8.clean-start.1x1.SendImpliesPeerUp.svg)',
        '- v8: reproduced, step by step; the kernel answered ENOTSOCK; afterwards it forwards\n- fix-a: refused at step 22 (Guard of W#01-rx0): expected W#01-rx0 to come to LoadIfIndex after Guard, it came to Receive',
        'Trace: [traces/v8.clean-start.1x1.SendImpliesPeerUp.itf.json](../traces/v8.clean-start.1x1.SendImpliesPeerUp.itf.json)',
      ].join('\n\n'),
    )
  })

  it('says of a witness what it shows, and of a trace without diagram and replay that it has none', () => {
    const shown = section(text, 'v8.clean-start.1x1.NeverTwoRings')
    expect(shown).toContain('Shown to be possible: rings in parallel. It takes 16 steps.')
    expect(shown).toContain('Not replayed.')
    expect(shown).not.toContain('![')
  })

  it('is the same text whatever time the runs took and whichever TLC ran', () => {
    const slower = {
      ...check,
      tlc: 'TLC2 Version 2.20',
      seconds: 99,
      models: check.models.map((row) => ({ ...row, seconds: 9.75 })),
      replays: check.replays.map((row) => ({ ...row, seconds: 9.75 })),
    }
    expect(resultsDocument({ ...input, check: slower })).toBe(text)
  })

  it('tells what was checked apart, when and where', () => {
    const deep = {
      date: '2026-11-23',
      machine: { cores: 2, processor: 'some processor' },
      models: [modelRow(['v8', 'BarrierOpens', '2x1'], 'holds')],
    }
    const told = resultsDocument({ ...input, deep }).split('## Checked apart')[1] ?? ''
    expect(told).toContain('on 2026-11-23 with 2 cores (some processor)')
    expect(told).toMatch(/\| v8 .*\| 2x1 .*\| BarrierOpens .*\| holds/)
    expect(text).not.toContain('Checked apart')
  })

  it('sets what was predicted beside what was observed, if anything was', () => {
    const heading = '## Predicted and observed'
    expect(text).not.toContain(heading)
    const refused = replayRow('v7', 'refused', { predicted: 3, step: 3, action: 'Bind' })
    const replays = [...check.replays, refused]
    const told = resultsDocument({ ...input, check: { ...check, replays } })
    expect(told.split(heading)[1]).toMatch(/^\| v8\.clean-start\.1x1\.\S+ .*\| +3 \/ 3 +\|/m)
    expect(told).toContain('3 replays, all as expected')
  })

  it('counts a replay that left its trace at another step than predicted', () => {
    const refused = replayRow('v7', 'refused', { predicted: 3, step: 4, action: 'Bind' })
    const replays = [...check.replays, refused]
    const told = resultsDocument({ ...input, check: { ...check, replays } })
    expect(told).toContain('3 replays; **1 not as expected**, marked with !.')
    expect(told).toContain('! 3 / 4')
  })

  it('says of every property what kind of claim it is', () => {
    expect(text).toMatch(/\| BarrierOpens +\| sooner or later +\| the start barrier opens +\|/)
  })

  it('explains variants, scenarios and claims', () => {
    for (const words of ['Suricata 7.0.x.', 'Every socket opens.', 'the start barrier opens']) {
      expect(text).toContain(words)
    }
  })
})

describe('mappingDocument', () => {
  it('has a row for each action, with its function and its gate', () => {
    const text = mappingDocument(startUpMapping())
    expect(text).toMatch(
      /^\| Send +\| a thread, at its gate +\| `send\(\)` +\| Sends\. +\| `Send` +\|$/m,
    )
    expect(text).toContain('Waiting loops: Wait.')
  })

  it('says where a thread can be stopped in a program that is not ours, and which waits end early', () => {
    const mapping = startUpMapping()
    const send = { ...mapping.actions.Send, call: 'sendto()', timeOut: '9 ms' } as never
    const text = mappingDocument({ ...mapping, actions: { ...mapping.actions, Send: send } })
    expect(text).toMatch(/^\| Send +\|.*\| `Send` +\| `sendto\(\)` +\|$/m)
    expect(text).toMatch(/^\| Wait +\|.*\| between calls +\|$/m)
    expect(text).toMatch(/^\| LinkDown +\|.*\| none +\| none +\|$/m)
    expect(text).toContain('not when their time is up: Send (9 ms).')
  })

  it('shows no gate for what the replay does itself', () => {
    expect(mappingDocument(startUpMapping())).toMatch(/\| LinkDown +\| the replay .*\| none +\|$/m)
  })
})
