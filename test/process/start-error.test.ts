import { describe, expect, it } from 'vitest'
import { profileInTheWay } from '../../src/process/app-armor.js'
import { namespacesFix, startError } from '../../src/process/start-error.js'

const mount = { what: 'mount', errno: 'EACCES', message: 'Permission denied' }

/** The files of a process with this profile and these capabilities. */
const filesOf = (profile: string | null, capabilities: string) => (file: string) => {
  if (file === '/proc/self/status') return `Name:\tnode\nCapEff:\t${capabilities}\nSeccomp:\t0\n`
  if (file === '/proc/self/attr/current' && profile !== null) return `${profile}\n`
  throw new Error('ENOENT')
}

const all = '000001ffffffffff'
const ofDocker = '00000000a80425fb'

describe('profileInTheWay', () => {
  it.each<[string, string | null, string, string | null]>([
    [
      'the profile of a container with added capabilities',
      'docker-default (enforce)',
      all,
      'docker-default',
    ],
    [
      'no profile without the capability, which is missing first',
      'docker-default (enforce)',
      ofDocker,
      null,
    ],
    ['no profile that only complains', 'docker-default (complain)', all, null],
    ['none of a process without a profile', 'unconfined', all, null],
    ['none of a kernel without AppArmor', null, all, null],
  ])('is %s', (_, profile, capabilities, expected) => {
    expect(profileInTheWay(filesOf(profile, capabilities))).toBe(expected)
  })
})

describe('the error of a start that the machine forbids', () => {
  it('names AppArmor if the capabilities are there, and not the capabilities', () => {
    const { code, fix } = startError(mount, () => 'docker-default')
    expect(code).toBe('environment')
    expect(fix).toContain('AppArmor profile docker-default')
    expect(fix).toContain('apparmor=unconfined')
    expect(fix).not.toContain('CAP_')
  })

  it('names the capabilities otherwise', () => {
    expect(startError(mount, () => null).fix).toBe(namespacesFix)
  })

  it('names the file of a permission that is no capability', () => {
    const failure = { what: '/engine', errno: 'EACCES', message: 'Permission denied' }
    expect(startError(failure, () => 'docker-default').fix).toBe(
      'let this user run or write /engine',
    )
  })
})
