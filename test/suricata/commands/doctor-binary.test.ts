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
  const ended = await peerup(['doctor', '--json', file, ...args], { deadlineMs: 170_000 })
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
      '- version not known',
      '- ! 1 of 1 replay not as expected; --verbose shows the evidence',
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
      const { code, stdout, stderr, diagnosis } = await doctor('--binary', engine, '--verbose')
      expect(code).toBe(0)
      expect(stderr).toMatch(/^v8\.clean-start\.1x1\.SendImpliesPeerUp: refused$/m)
      const [answer, todo, ...lines] = stdout.split('\n')
      expect(answer).toBe(
        `${engine}: affected when a link is down at its start, or when a link goes down and comes back`,
      )
      // The peer's entry is as it was made, or its socket is open and its link is down.
      expect(todo).toMatch(/^A frame sent then is lost \(ENETDOWN, ENOTSOCK\)\. To do: /)
      expect(lines.slice(0, 5)).toEqual([
        `- version ${recognised.version}; examined as v7 (7.0.x), which it is to the step`,
        expect.stringMatching(/^- early bump: no/),
        expect.stringMatching(/^- order of threads and queues: kept/),
        expect.stringMatching(/^- read of an error: by recv\(MSG_PEEK\), which waits/),
        '- ring: TPACKET_V2, examined with it',
      ])
      expect(stdout).toMatch(
        /^- it logged: .*sending packet failed on socket [1-9]\d*: Network is down \(and 1 other\)$/m,
      )
      expect(stdout).toMatch(/^ {4}it logged: .*sending packet failed on socket 0: Socket op/m)
      expect(diagnosis).toMatchObject({
        ...{ version: recognised.version, takenFor: 'v7', earlyBump: false, wedges: [] },
        ...{ order: 'kept', asks: { call: 'recv', flags: 2, waits: true }, ring: 2 },
        affected: { 'clean-start': false, 'failed-open': true, flap: true },
      })
      // Not affected: its counterexamples were driven and refused.
      const clean = diagnosis.replays.filter(({ trace }) => trace.includes('.clean-start.'))
      expect(Object.fromEntries(clean.map(({ trace, verdict }) => [trace, verdict]))).toEqual({
        'v8.clean-start.1x1.SendImpliesPeerUp': 'refused',
        // The control shows that it does not refuse everything.
        'v7.clean-start.1x1.NeverSends': 'reproduced',
      })
      for (const name of diagnosis.notDriven) expect(stdout).toContain(name)
      // A thread that went to sleep would not have ended on SIGTERM.
      expect(diagnosis.replays.map(({ engine }) => engine.ended)).not.toContainEqual(
        expect.stringContaining('SIGTERM'),
      )
    })

    it.each<[string, () => string, string[], RegExp]>([
      [
        'has a socket as its standard input',
        () => script(`exec ${engine} "$@" <&5`),
        [],
        /has a socket as its standard input/,
      ],
      [
        'refuses its arguments',
        () => engine,
        ['--', '--no-such-word'],
        /ended with code 1.*; it said: .*unrecognized option '--no-such-word'$/,
      ],
      [
        'refuses its configuration',
        () => engine,
        ['--', '--set', 'af-packet.1.threads=2'],
        /ended with code 1; it said: .*thread number not equal/,
      ],
      [
        'keeps frames out by a filter of its own',
        () => engine,
        ['--', 'tcp', 'port', '1'],
        /frames did not reach its rings: a BPF filter of its own/,
      ],
    ])(
      'of an engine that %s says so in its second line',
      { timeout: 180_000 },
      async (_, make, words, why) => {
        const { code, stdout } = await doctor('--binary', make(), ...words)
        expect(code).toBe(1)
        const [answer, second] = stdout.split('\n')
        expect(answer).toMatch(/: not known/)
        expect(second).toMatch(why)
      },
    )
  },
  seven,
)
