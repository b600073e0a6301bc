import { describe, expect, it } from 'vitest'
import {
  allSets,
  isSmaller,
  setNamed,
  setOfVariant,
  without,
} from '../../../../src/suricata/studies/fix-sets/sets.js'

const set = (name: string) => {
  const found = setNamed(name)
  if (found === undefined) throw new Error(name)
  return found
}

describe('the sets of changes', () => {
  it('are 24 with different names', () => {
    expect(allSets).toHaveLength(24)
    expect(new Set(allSets.map(({ name }) => name)).size).toBe(24)
  })

  it('have the lock only with the guard', () => {
    expect(allSets.filter(({ features }) => features.lock && !features.guard)).toEqual([])
  })

  it('lose the lock with the guard', () => {
    expect(without(set('guard+lock+publish-down'), 'guard')?.name).toBe('publish-down')
    expect(without(set('guard+lock'), 'lock')?.name).toBe('guard')
  })

  it('are smaller if they are contained, not if they are fewer', () => {
    expect(isSmaller(set('guard'), set('guard+lock'))).toBe(true)
    expect(isSmaller(set('late-bump'), set('guard+lock'))).toBe(false)
    expect(isSmaller(set('guard'), set('guard'))).toBe(false)
  })

  it('have one place for both late bumps', () => {
    const features = { bumpOnFailure: true, guard: false, publishDown: false, lock: false }
    expect(setOfVariant({ bump: 'after-create', ...features })?.name).toBe(
      'late-bump+bump-on-failure',
    )
    expect(setOfVariant({ bump: 'after-up', ...features })).toBe(
      setOfVariant({ bump: 'after-create', ...features }),
    )
    expect(setOfVariant({ bump: 'elsewhere', ...features })).toBeUndefined()
  })
})
