import { describe, expect, it } from 'vitest'
import { replayTrace } from '../../../../src/check/replay-trace.js'
import { adapterOf } from '../../../../src/suricata/adapter.js'
import { concreteTrace } from '../../../../src/suricata/studies/every-size/concrete-trace.js'
import { mappingFile } from '../../../check/traces.js'
import { options, ours, plan, violation } from './reduced.js'

/** A trace of 24 threads in which a thread of this variant sends to a peer that is not up. */
async function concreteOf(variant: string, scenario: string) {
  const question = { variant, scenario, property: plan.concrete.property }
  const { trace } = await concreteTrace(ours, plan, await violation(ours, question), options)
  if (trace === null) throw new Error(`expected ${variant} to violate ${question.property}`)
  return trace
}

describe('a violation by two of 24 threads', () => {
  it.each([
    ['v8', 'clean-start', 'ENOTSOCK'],
    ['v7', 'flap', 'ENOTSOCK'],
  ])(
    'of %s in %s is reproduced on real sockets with its errno',
    async (variant, scenario, errno) => {
      const trace = await concreteOf(variant, scenario)
      const { row, replayed } = await replayTrace({
        trace,
        mapping: ours.mapping,
        mappingFile,
        variant,
        features: trace.features,
        expected: 'reproduced',
        adapter: adapterOf(ours.mapping),
        observe: null,
      })
      expect(replayed.why).toBeNull()
      expect(row).toMatchObject({ verdict: 'reproduced', action: 'Send', errno })
    },
  )
})
