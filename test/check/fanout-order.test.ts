import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canSelectByProcessor } from '../../src/suricata/network/fanout-order.js'
import { replayFile } from './replaying.js'
import { altered, counterexample, type ItfFile, stateAt } from './traces.js'

// No snapshot has the kernel's order of a fanout group. A replay asks for it by frames after its last step.

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-order-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Group = { [iface: string]: string[] }
const groupOf = (itf: ItfFile): Group => stateAt(itf, itf.states.length - 1).group as Group
const lastOf = (itf: ItfFile): number => itf.states.length - 1
const trace = (variant: string) =>
  counterexample(`${variant}.clean-start.1x2`, 'StartedImpliesOrdered')

/** As a model would have it in which the join alone decides: no ring set-up moves a member. */
function byJoin(itf: ItfFile): void {
  for (const { group } of itf.states) {
    for (const threads of Object.values(group as Group)) threads.sort()
  }
}

// Each place of a group needs a processor of its own.
describe.skipIf(!canSelectByProcessor({ threads: 2 }, { own: false }))(
  'a replay of a start that ends out of order',
  () => {
    it.each(['v8', 'fix-a', 'fix-c'])("finds the model's order in %s", async (variant) => {
      const { row } = await replayFile(await trace(variant), variant)
      expect(row).toMatchObject({ verdict: 'reproduced' })
    })

    it('diverges from a model in which the join decides the order', async () => {
      let last = 0
      let turned: Group = {}
      const file = altered(await trace('v8'), join(folder, 'by-join.itf.json'), (itf) => {
        last = lastOf(itf)
        turned = structuredClone(groupOf(itf))
        byJoin(itf)
      })
      const { row, replayed } = await replayFile(file, 'v8')
      expect(row).toMatchObject({ verdict: 'diverged', step: last })
      const [difference] = replayed.differences
      const [variable, iface = '', place = ''] = difference?.path.split('.') ?? []
      expect([variable, difference?.native]).toEqual(['group', turned[iface]?.[Number(place) - 1]])
      expect(difference?.model).not.toBe(difference?.native)
    })

    it('compares the order at the last step alone', async () => {
      const file = altered(await trace('v8'), join(folder, 'earlier.itf.json'), (itf) => {
        const group = structuredClone(groupOf(itf))
        byJoin(itf)
        stateAt(itf, lastOf(itf)).group = group
      })
      expect((await replayFile(file, 'v8')).row.verdict).toBe('reproduced')
    })
  },
)
