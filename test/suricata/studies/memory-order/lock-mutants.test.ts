import { describe, expect, it } from 'vitest'
import { caught, everywhere } from './caught.js'

const weak = ['c11', 'relaxed']
const each = (names: readonly string[], memories: readonly string[]) =>
  names.flatMap((orders) => memories.map((memory) => `${orders} ${memory}`)).sort()

const noAcquire = {
  file: 'Memory.tla',
  from: 'Access("lock", "Lock", at, 1, "acquire")',
  to: 'Access("lock", "Lock", at, 1, "relaxed")',
}
const noRelease = {
  file: 'Memory.tla',
  from: 'Store("Unlock", at, 0, "release")',
  to: 'Store("Unlock", at, 0, "relaxed")',
}
const noWait = {
  file: 'Memory.tla',
  from: '/\\ a.op = "lock" => history[a.at][Newest(a.at)].value = 0',
  to: '',
}

// So many states take long on a busy machine.
describe('a mistake in the lock', { timeout: 120_000 }, () => {
  it('without acquire, orders that suffice for Fix C fail under weak memory', async () => {
    const rows = await caught({ ...noAcquire, family: 'fix-c' })
    expect(rows.sort()).toEqual(each(['rel-acq', 'state-rel-acq', 'upstream'], weak))
  })

  // With UP under the lock as well, the lock alone orders everything.
  it.each([
    { mistake: 'without acquire', mutant: noAcquire, memories: weak },
    { mistake: 'without release', mutant: noRelease, memories: weak },
    { mistake: 'taken while it is held', mutant: noWait, memories: everywhere },
  ])('$mistake, UP under the lock fails with any order', async ({ mutant, memories }) => {
    const rows = await caught({ ...mutant, family: 'fix-c/up-locked' })
    expect(rows.sort()).toEqual(each(['relaxed', 'upstream'], memories))
  })
})
