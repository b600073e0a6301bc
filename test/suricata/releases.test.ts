import { expect, it } from 'vitest'
import { releases, variantNamed } from '../../src/suricata/releases.js'
import { peerup } from '../cli/cli.js'

it('a variant is named by its name or by its releases', () => {
  for (const [name, label] of Object.entries(releases)) {
    expect([variantNamed(name), variantNamed(label)]).toEqual([name, name])
  }
  expect(variantNamed('fix-a')).toBe('fix-a')
  expect(variantNamed('9.0')).toBe('9.0')
})

it('check, replay and reproduce accept releases', async () => {
  const trace = 'traces/v8.clean-start.1x1.SendImpliesPeerUp.itf.json'
  const replayed = await peerup(['replay', trace, '--variant', '7.0.x'])
  expect(replayed.stdout).toContain('v7: refused at step ')
  const size = ['--scenario', 'clean-start', '--pairs', '1', '--threads', '1', '--no-replay']
  const checked = await peerup(['check', '--variant', '8.0.6+', ...size])
  expect(checked.stdout).toContain('| revert (8.0.6+) |')
  const wrong = await peerup(['reproduce', '--variant', '9.0'])
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('9.0') })
})
