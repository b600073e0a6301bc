import { describe, expect, it } from 'vitest'
import { readCases } from '../../../../src/suricata/studies/left-out/cases.js'
import { leftOutDeviations } from '../../../../src/suricata/studies/left-out/result.js'
import { leftOut, leftOutFolder, specification } from './left-out.js'

/** Each change, switched off in its module; the one of other-descriptor is a set of features. */
const withoutChanges = [
  ['RingOffset.tla', 'IF Changed THEN 0 ELSE extra.offset', 'extra.offset'],
  [
    'NoIndex.tla',
    'IF Changed THEN FailWithoutIndex(t) ELSE PublishNoIfIndex(t)',
    'PublishNoIfIndex(t)',
  ],
  ['NewIndex.tla', 'CASE ~Changed  ', 'CASE TRUE  '],
  ['WaitingSend.tla', '/\\ ~Waits(t) /\\ ~Changed', '/\\ ~Waits(t)'],
  ['BarrierClock.tla', 'IF Changed THEN extra.saw[t] - Lag ELSE extra.saw[t]', 'extra.saw[t]'],
  ['InterruptedPoll.tla', 'IF Changed THEN UNCHANGED vars', 'IF FALSE THEN UNCHANGED vars'],
  ['GroupAfterFlap.tla', 'pc[t] = "OpenSocket" /\\ Changed => MayOpen(t)', 'TRUE'],
  ['InputIsSocket.tla', 'IF Changed THEN 0 - 1 ELSE 0', '0'],
  [
    'cases.json',
    ', "features": { "guard": true, "publishDown": true, "lock": true }',
    ', "features": {}',
  ],
].map(([file = '', from = '', to = '']) => ({ file, from, to }))

// So many states take long on a busy machine.
describe('a mistake in spec/left-out', { timeout: 600_000 }, () => {
  it('in a change leaves every case as it is without the change', async () => {
    const { rows } = await leftOut(withoutChanges)
    const verdicts = (changed: boolean) =>
      rows
        .filter((row) => row.changed === changed)
        .map(({ case: name, variant, verdict }) => `${name} ${variant} ${verdict}`)
    expect(verdicts(true)).toEqual(verdicts(false))
  })

  it('that keeps a case from occurring is no verdict', async () => {
    const never = {
      file: 'InterruptedPoll.tla',
      from: 'Init /\\ extra = 1',
      to: 'Init /\\ extra = -1',
    }
    const deviations = leftOutDeviations(await leftOut([never], ['interrupted-poll']))
    expect(deviations).toHaveLength(2 * Object.keys(specification.manifest.variants).length)
    expect(deviations).toContain(
      'interrupted-poll in fix-a: expected holds, got holds, and the case never occurs',
    )
  })

  it('in a claim that a case names is an error that says which claims there are', async () => {
    const other = { file: 'cases.json', from: '"SendImpliesPeerUp"', to: '"SendImpliesPeerDown"' }
    await expect(leftOut([other], ['interrupted-poll'])).rejects.toMatchObject({
      code: 'mapping',
      message: 'expected the claim SendImpliesPeerDown in InterruptedPoll, got SendImpliesPeerUp',
    })
  })
})

describe('an expectation', () => {
  it('that is wrong is reported by case, variant and change', { timeout: 600_000 }, async () => {
    const wrong = {
      file: 'cases.json',
      from: '{ "variants": ["v8"], "expected": "violated", "changed": "violated"',
      to: '{ "variants": ["v8"], "expected": "violated", "changed": "holds"',
    }
    expect(leftOutDeviations(await leftOut([wrong], ['interrupted-poll']))).toEqual([
      'interrupted-poll in v8 with its change: expected holds, got violated',
    ])
  })

  it('that is missing is an error that names variant and case', async () => {
    const missing = { file: 'cases.json', from: '["v8"]', to: '["v9"]' }
    await expect(leftOut([missing], ['interrupted-poll'])).rejects.toThrow(
      'expected one expectation for v8 in interrupted-poll, got 0',
    )
  })

  it('is argued for every variant of every case', () => {
    for (const { name, expectations } of readCases(leftOutFolder).cases) {
      const argued = expectations.flatMap(({ variants }) => variants)
      expect(argued.sort(), name).toEqual(Object.keys(specification.manifest.variants).sort())
    }
  })
})
