import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Diagnosis, diagnosisSchema } from '../../../src/suricata/binary/diagnosis.js'
import { json, peerup, scratch } from '../../cli/cli.js'
import { describeEngine, engine, script } from '../binary/engine.js'
import { recognised, seven } from '../binary/replaying.js'

/** The diagnosis in a result file, without its date and machine. */
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
    ['--root alone', ['--root', '/'], '--root requires --binary'],
    ['words alone', ['--', '--set', 'a=b'], 'arguments after -- require --binary, got --set a=b'],
    ['--variant alone', ['--variant', 'v8'], '--variant requires --binary'],
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
  it('of a program that is no engine says that nothing is known, and why', {
    timeout: 180_000,
  }, async () => {
    const path = script('exit 0')
    const { code, stdout, diagnosis } = await doctor('--binary', path)
    expect(code).toBe(1)
    const [answer, why, ...evidence] = stdout.split('\n')
    expect(answer).toBe(`${path}: not known`)
    expect(why).toMatch(/^Its capture threads did not start: .* is a script \(#!\/bin\/sh\)/)
    expect(evidence).toEqual([
      '- version not known, taken for no variant',
      '- early bump: not known',
      '- ! 1 of 1 replay not as expected; --verbose shows each',
    ])
    expect(diagnosis).toMatchObject({ version: null, takenFor: null, earlyBump: null })
    expect(diagnosis.replays.every(({ verdict }) => verdict === 'crashed')).toBe(true)
  })
})

describeEngine(
  'doctor of an unmodified engine',
  () => {
    it('says first when it is affected, then what to do, then why', {
      timeout: 180_000,
    }, async () => {
      const { code, stdout, stderr, diagnosis } = await doctor('--binary', engine)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const [answer, todo, ...evidence] = stdout.split('\n')
      expect(answer).toBe(
        `${engine}: affected when a link is down at its start, or when a link goes down and comes back`,
      )
      expect(todo).toMatch(/^A frame sent then is lost \(ENOTSOCK\)\. To do: /)
      expect(evidence).toHaveLength(8)
      expect(stdout).toContain('early bump: no')
      expect(stdout).toMatch(/^- it logged: .*sending packet failed on socket 0/m)
      expect(diagnosis).toMatchObject({
        ...{ version: recognised.version, takenFor: 'v7', earlyBump: false, wedges: [] },
        affected: { 'clean-start': false, 'failed-open': true, flap: true },
      })
      // Not affected: its counterexamples were driven and refused.
      const clean = diagnosis.replays.filter(({ trace }) => trace.includes('.clean-start.'))
      expect(Object.fromEntries(clean.map(({ trace, verdict }) => [trace, verdict]))).toEqual({
        'v8.clean-start.1x1.SendImpliesPeerUp': 'refused',
        // The control shows that it does not refuse everything.
        'v7.clean-start.1x1.NeverSends': 'reproduced',
      })
      expect(diagnosis.notDriven.length).toBeGreaterThan(0)
      for (const name of diagnosis.notDriven) expect(stdout).toContain(name)
    })
  },
  seven,
)
