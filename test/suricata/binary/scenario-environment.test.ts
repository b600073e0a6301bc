import { expect, it } from 'vitest'
import { withScenario } from '../../../src/suricata/binary/scenario-environment.js'

const command = { program: '/bin/sh', args: ['-c', 'exec "$@"'], env: { PEERUP_CONFIG: 'x' } }

it('--fail-ring of a scenario becomes PEERUP_FAIL_RING of the library, and no argument', () => {
  expect(withScenario(command, ['--fail-ring', '2'])).toEqual({
    ...command,
    env: { PEERUP_CONFIG: 'x', PEERUP_FAIL_RING: '2' },
  })
  expect(withScenario(command, [])).toEqual(command)
})

it('--miss-in-ring of a scenario, which has no value, becomes PEERUP_MISS_IN_RING', () => {
  expect(withScenario(command, ['--miss-in-ring', '--fail-ring', '1'])).toEqual({
    ...command,
    env: { PEERUP_CONFIG: 'x', PEERUP_MISS_IN_RING: '1', PEERUP_FAIL_RING: '1' },
  })
})

it.each([[['--ring-delay-us', '5']], [['--fail-ring']]])('%j is refused for an engine', (words) => {
  expect(() => withScenario(command, words)).toThrow(
    `expected arguments of a scenario that an engine can have (--fail-ring with a value, --miss-in-ring), got ${words.join(' ')}`,
  )
})
