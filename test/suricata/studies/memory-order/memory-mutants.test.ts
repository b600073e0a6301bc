import { describe, expect, it } from 'vitest'
import { caught, everywhere } from './memory-folder.js'

describe('a mistake in the specification is caught where it shows', () => {
  it('the state is stored before the socket: upstream fails under every model', async () => {
    const found = await caught({
      file: 'Publication.tla',
      text: 'FixA(o) ==\n    Publication(<< Publish(o)',
      by: 'FixA(o) ==\n    Publication(<< Swapped(Publish(o))',
      family: 'fix-a',
    })
    expect(found).toEqual(expect.arrayContaining(everywhere.map((m) => `upstream ${m}`)))
  })

  it.each([
    { side: 'release', text: '-> "release"' },
    { side: 'acquire', text: '-> "acquire"' },
  ])('a $side is dropped: release-acquire fails where it is needed', async ({ text }) => {
    const found = await caught({
      file: 'Publication.tla',
      text,
      by: '-> "relaxed"',
      family: 'fix-a',
    })
    expect(found.sort()).toEqual(
      ['rel-acq', 'state-rel-acq'].flatMap((orders) => [`${orders} c11`, `${orders} relaxed`]),
    )
  })

  it('relaxed keeps the order of the program: message passing does not fail', async () => {
    const found = await caught({
      file: 'Memory.tla',
      text: 'IF memory = "relaxed" THEN ~Waits(t, j, i) ELSE j \\in done[t]',
      by: 'j \\in done[t]',
      family: 'MP',
    })
    expect(found).toEqual(['relaxed relaxed'])
  })

  it('tso has no buffer: store buffering does not show', async () => {
    const found = await caught({
      file: 'Memory.tla',
      text: 'GoesToBuffer(a) == memory = "tso" /\\ ~IsStrong(a)',
      by: 'GoesToBuffer(a) == FALSE',
      family: 'SB',
    })
    expect(found).toEqual(['relaxed tso', 'release-acquire tso'])
  })

  it('c11 reads the newest store only: message passing does not fail', async () => {
    const found = await caught({
      file: 'Memory.tla',
      text: 'memory # "c11" \\/ AllStrong THEN',
      by: 'TRUE THEN',
      family: 'MP',
    })
    expect(found).toEqual(['relaxed c11'])
  })
})

describe('an exploration that is no result', () => {
  it('a machine that gets stuck is an error, not a fix that suffices', async () => {
    const stuck = caught({
      file: 'Memory.tla',
      text: '    /\\ buffer[t] # << >>\n    /\\ ToHistory(Head',
      by: '    /\\ FALSE\n    /\\ ToHistory(Head',
      family: 'SB',
    })
    await expect(stuck).rejects.toMatchObject({
      code: 'spec',
      message: expect.stringContaining('deadlock'),
    })
  })

  it('a case that the module lacks is an error that names it', async () => {
    const lacking = caught({
      file: 'MCPublication.tla',
      text: '    "seq_cst" :> [ all |-> "seq_cst" ]',
      by: '    "another" :> [ all |-> "seq_cst" ]',
      family: 'SB',
    })
    await expect(lacking).rejects.toMatchObject({
      code: 'mapping',
      message: expect.stringContaining('another'),
    })
  })
})
