import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Diagnosis, diagnosisSchema } from '../../../src/suricata/binary/diagnosis.js'
import { json, peerup, scratch } from '../../cli/cli.js'
import { describeEngine, engine, script } from '../binary/engine.js'
import { recognised, seven } from '../binary/replaying.js'

/** What is written beside a diagnosis says when and where. */
function diagnosisIn(file: string): Diagnosis {
  const known = Object.keys(diagnosisSchema.shape)
  const written = Object.entries(json(file) as object)
  return diagnosisSchema.parse(Object.fromEntries(written.filter(([key]) => known.includes(key))))
}

const script0 = 'a script'

async function doctor(...args: string[]) {
  const file = join(scratch(), 'doctor.json')
  const ended = await peerup(['doctor', ...args, '--json', file], { deadlineMs: 170_000 })
  return { ...ended, diagnosis: diagnosisIn(file) }
}

describe('wrong usage of doctor', () => {
  it.each<[string, string[], string]>([
    ['--root alone', ['--root', '/'], 'expected --binary with /, got none'],
    ['--variant alone', ['--variant', 'v8'], 'expected --binary with v8, got none'],
    ['no such file', ['--binary', '/no/such/engine'], '/no/such/engine: expected a program'],
    ['an unknown variant', ['--binary', script0, '--variant', 'v9'], 'expected a variant that'],
    ['an empty root', ['--binary', '/engine', '--root', '/proc/self'], 'got one without /tmp'],
  ])('is %s', async (_, args, message) => {
    const words = args.map((word) => (word === script0 ? script('exit 0') : word))
    const { code, stdout, stderr } = await peerup(['doctor', ...words])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})

describe('doctor', () => {
  it('knows nothing of a program that is no engine, and says why', {
    timeout: 180_000,
  }, async () => {
    const path = script('exit 0')
    const { code, stdout, diagnosis } = await doctor('--binary', path)
    expect(code).toBe(1)
    expect(stdout).toContain(`${path}: not known\n`)
    expect(stdout).toContain('is a script (#!/bin/sh)')
    expect(diagnosis).toMatchObject({ version: null, takenFor: null, earlyBump: null })
    expect(diagnosis.replays.every(({ verdict }) => verdict === 'crashed')).toBe(true)
  })
})

describeEngine(
  'doctor of an unmodified engine',
  () => {
    it('says when it is affected, with evidence', { timeout: 180_000 }, async () => {
      const { code, stdout, diagnosis } = await doctor('--binary', engine)
      expect(code).toBe(0)
      expect(stdout).toContain(
        `${engine}: affected when a link is down at its start, or when a link goes down and comes back\n`,
      )
      expect(stdout).toContain('early bump: no')
      expect(stdout).toMatch(/^ {4}it logged: .*sending packet failed on socket 0/m)
      expect(diagnosis).toMatchObject({
        ...{ version: recognised.version, takenFor: 'v7', earlyBump: false, wedges: [] },
        affected: { 'clean-start': false, 'failed-open': true, flap: true },
      })
      // It is not affected by counterexamples that were driven and refused, not by none.
      const clean = diagnosis.replays.filter(({ trace }) => trace.includes('.clean-start.'))
      expect(Object.fromEntries(clean.map(({ trace, verdict }) => [trace, verdict]))).toEqual({
        'v8.clean-start.1x1.SendImpliesPeerUp': 'refused',
        // What it can do shows that it does not refuse just everything.
        'v7.clean-start.1x1.NeverSends': 'reproduced',
      })
      expect(diagnosis.notDriven.length).toBeGreaterThan(0)
      for (const name of diagnosis.notDriven) expect(stdout).toContain(name)
    })
  },
  seven,
)
