import { describe, expect, it } from 'vitest'
import { caught, everywhere } from './caught.js'

describe('a mistake in the specification is caught', () => {
  it('a state stored before the socket makes upstream fail under every model', async () => {
    const rows = await caught({
      file: 'Publication.tla',
      from: 'FixA(o) ==\n    Publication(<< Publish(o)',
      to: 'FixA(o) ==\n    Publication(<< Swapped(Publish(o))',
      family: 'fix-a',
    })
    expect(rows).toEqual(expect.arrayContaining(everywhere.map((m) => `upstream ${m}`)))
  })

  it.each([
    { side: 'release', from: '-> "release"' },
    { side: 'acquire', from: '-> "acquire"' },
  ])('a dropped $side makes release-acquire fail under weak memory', async ({ from }) => {
    const to = '-> "relaxed"'
    const rows = await caught({ file: 'Publication.tla', from, to, family: 'fix-a' })
    expect(rows.sort()).toEqual(
      ['rel-acq', 'state-rel-acq'].flatMap((orders) => [`${orders} c11`, `${orders} relaxed`]),
    )
  })

  it.each([
    {
      mistake: 'relaxed with program order',
      symptom: 'message passing does not fail',
      from: 'IF memory = "relaxed" THEN ~Waits(t, j, i) ELSE j \\in done[t]',
      to: 'j \\in done[t]',
      family: 'MP',
      unexpected: ['relaxed relaxed'],
    },
    {
      mistake: 'tso without a store buffer',
      symptom: 'store buffering does not show',
      from: 'GoesToBuffer(a) == memory = "tso" /\\ ~IsStrong(a)',
      to: 'GoesToBuffer(a) == FALSE',
      family: 'SB',
      unexpected: ['relaxed tso', 'release-acquire tso'],
    },
    {
      mistake: 'c11 that reads only the newest store',
      symptom: 'message passing does not fail',
      from: 'memory # "c11" \\/ AllStrong THEN',
      to: 'TRUE THEN',
      family: 'MP',
      unexpected: ['relaxed c11'],
    },
  ])('$mistake: $symptom', async ({ from, to, family, unexpected }) => {
    expect(await caught({ file: 'Memory.tla', from, to, family })).toEqual(unexpected)
  })
})

describe('an exploration without a result', () => {
  it('is an error if the machine deadlocks', async () => {
    const deadlocked = caught({
      file: 'Memory.tla',
      from: '    /\\ buffer[t] # << >>\n    /\\ ToHistory(Head',
      to: '    /\\ FALSE\n    /\\ ToHistory(Head',
      family: 'SB',
    })
    await expect(deadlocked).rejects.toMatchObject({
      code: 'spec',
      message: expect.stringContaining('deadlock'),
    })
  })

  it('is an error that names a case which only the module has', async () => {
    const renamed = caught({
      file: 'MCPublication.tla',
      from: '    "seq_cst" :> [ all |-> "seq_cst" ]',
      to: '    "another" :> [ all |-> "seq_cst" ]',
      family: 'SB',
    })
    await expect(renamed).rejects.toMatchObject({
      code: 'mapping',
      message: expect.stringMatching(/got SB with another under \w+: only the module has it$/),
    })
  })
})
