import { describe, expect, it } from 'vitest'
import { caught, everywhere } from './memory-folder.js'

const weak = ['c11', 'relaxed']
const each = (names: readonly string[], memories: readonly string[]) =>
  names.flatMap((orders) => memories.map((memory) => `${orders} ${memory}`)).sort()

const noAcquire = {
  file: 'Memory.tla',
  text: 'Access("lock", "Lock", at, 1, "acquire")',
  by: 'Access("lock", "Lock", at, 1, "relaxed")',
}
const noRelease = {
  file: 'Memory.tla',
  text: 'Store("Unlock", at, 0, "release")',
  by: 'Store("Unlock", at, 0, "relaxed")',
}
const noWait = {
  file: 'Memory.tla',
  text: '/\\ a.op = "lock" => history[a.at][Newest(a.at)].value = 0',
  by: '',
}

// A machine that does other things as well takes its time with so many states.
describe('a mistake in the lock is caught where it shows', { timeout: 120_000 }, () => {
  it('to take it is no acquire: where memory is weak, what suffices for Fix C fails', async () => {
    const found = await caught({ ...noAcquire, family: 'fix-c' })
    expect(found.sort()).toEqual(each(['rel-acq', 'state-rel-acq', 'upstream'], weak))
  })

  // UP under the lock as well: there it is the lock that orders everything.
  it.each([
    { what: 'to take it is no acquire', mutant: noAcquire, memories: weak },
    { what: 'to free it is no release', mutant: noRelease, memories: weak },
    { what: 'it is taken while it is held', mutant: noWait, memories: everywhere },
  ])('$what: with UP under the lock it fails, with any order', async ({ mutant, memories }) => {
    const found = await caught({ ...mutant, family: 'fix-c/up-locked' })
    expect(found.sort()).toEqual(each(['relaxed', 'upstream'], memories))
  })
})
