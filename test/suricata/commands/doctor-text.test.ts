import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/core/package-root.js'
import { type Diagnosis, diagnosisSchema } from '../../../src/suricata/binary/diagnosis.js'
import { doctorText } from '../../../src/suricata/commands/doctor-text.js'
import { json } from '../../cli/cli.js'

/** An examined engine of docs/measured/binaries. */
function measured(name: string): Diagnosis {
  const file = json(join(packageRoot, 'docs/measured/binaries', `${name}.json`)) as object
  const known = Object.keys(diagnosisSchema.shape)
  return diagnosisSchema.parse(
    Object.fromEntries(Object.entries(file).filter(([key]) => known.includes(key))),
  )
}

const lines = (diagnosis: Diagnosis, verbose = false) =>
  doctorText(diagnosis, { verbose }).trimEnd().split('\n')

const noFix =
  'for links that fail, no known release has a fix: docs/fixes.md says what each one closes'
const restart = 'if it does not come to forward, restart it with all links up'
const engines: [string, string, string][] = [
  [
    'Debian 7.0.10',
    '/usr/bin/suricata: affected when a link is down at its start, or when a link goes down and comes back',
    `A frame sent then is lost (ENOTSOCK). To do: ${noFix}.`,
  ],
  [
    '7.0.10, patched - early bump',
    '/opt/patched/v8: affected; does not come to forward when a link is down at its start',
    `A frame sent then is lost (ENOTSOCK, ENETDOWN). To do: for starts with all links up, update to 8.0.6 or later or apply Fix A; ${noFix}; ${restart}.`,
  ],
  [
    '7.0.10, patched - Fix A',
    '/opt/patched/fix-a: affected when a link goes down and comes back; does not come to forward when a link is down at its start',
    `A frame sent then is lost (ENETDOWN). To do: ${noFix}; ${restart}.`,
  ],
  [
    '7.0.10, patched - Fix C',
    '/opt/patched/fix-c: not affected',
    expect.stringMatching(
      /^Nothing to do about these sends: step by step, it behaves like fix-c\. .*docs\/fixes\.md says/,
    ),
  ],
]

describe('the doctor', () => {
  it.each(engines)(
    'of %s says first whether it is affected, then what to do',
    (name, answer, todo) => {
      expect(lines(measured(name)).slice(0, 2)).toEqual([answer, todo])
    },
  )

  const seen: Partial<Diagnosis> = {
    ...{ takenFor: 'v7', goesAs: ['v7', 'revert'], earlyBump: false, order: 'kept', ring: 2 },
    asks: { call: 'recv', flags: 2, waits: true },
  }

  it('then says what the engine is, in six lines; the evidence is behind --verbose', () => {
    const diagnosis = { ...measured('Debian 7.0.10'), ...seen }
    expect(lines(diagnosis).slice(2)).toEqual([
      '- version 7.0.10; examined as v7 (7.0.x), which it is to the step',
      '- early bump: no, a thread lets the next one go on when its ring is set up',
      '- order of threads and queues: kept, each joins its group for good in its turn',
      '- read of an error: by recv(MSG_PEEK), which waits: if a sender has taken the error, the thread sleeps and its direction of the pair is dead until the next one',
      '- ring: TPACKET_V2, examined with it',
      `- ${diagnosis.replays.length} replays, all as expected of v7; --verbose shows the evidence`,
    ])
  })

  it.each<[string, Partial<Diagnosis>, string]>([
    [
      'of the order',
      { order: 'timing' },
      'queues: a matter of timing, a ring that is set up after',
    ],
    [
      'of a read that does not wait',
      { asks: { call: 'recv', flags: 0x42, waits: false } },
      '- read of an error: by recv(MSG_PEEK | MSG_DONTWAIT), which does not wait',
    ],
    [
      'of a call that no variant has',
      { asks: { call: 'recvfrom', flags: 0x42, waits: null } },
      '- read of an error: by recvfrom(MSG_PEEK | MSG_DONTWAIT), which no variant does',
    ],
    [
      'of no call at all',
      { asks: { call: 'none', flags: 0, waits: null } },
      '- read of an error: it reads none after POLLERR, which no variant does',
    ],
    ['of the ring', { ring: 3 }, '- ring: TPACKET_V3, examined with it; '],
    [
      'of an engine that is not what its version says',
      { version: '8.0.3', mistakenFor: 'v8', takenFor: 'fix-a', goesAs: ['fix-a'] },
      '- version 8.0.3, which would be v8 (8.0.0-8.0.5); examined as fix-a, which it is to the step',
    ],
  ])('says what was seen %s', (_, more, line) => {
    expect(lines({ ...measured('Debian 7.0.10'), ...seen, ...more }).join('\n')).toContain(line)
  })

  it('shows every replay if it is verbose', () => {
    const diagnosis = { ...measured('Debian 7.0.10'), ...seen }
    const text = lines(diagnosis, true)
    expect(text.slice(0, 7)).toEqual(lines(diagnosis).slice(0, 7))
    expect(text[7]).toBe(`- ${diagnosis.replays.length} replays, all as expected of v7`)
    for (const { trace } of diagnosis.replays)
      expect(text.filter((line) => line.startsWith(`  ${trace}: `))).toHaveLength(1)
    const whole = text.join('\n')
    expect(whole).toMatch(
      /^- when a link is down at its start, reproduced: \d of \d sends to a peer/m,
    )
    expect(whole).toMatch(/^ {4}it logged: .*sending packet failed on socket 0/m)
  })

  it('of an engine that --variant misnames says how to examine it', () => {
    const taken = { ...measured('Debian 7.0.10'), takenFor: 'v8', goesAs: ['v7', 'revert'] }
    const [, todo, version] = lines(taken)
    expect(todo).toMatch(/It does not behave like v8\. To do: run this again without --variant\.$/)
    expect(version).toContain('examined as v8 (8.0.0-8.0.5), but it behaves like v7 and revert')
  })

  it('of an engine that is not affected says what can happen to it nonetheless', () => {
    const more = { order: 'timing', asks: { call: 'recv', flags: 2, waits: true } } as const
    expect(lines({ ...measured('7.0.10, patched - Fix C'), ...more })[1]).toBe(
      'Nothing to do about these sends: step by step, it behaves like fix-c. But a direction of a pair can die when a thread sleeps in its read of an error, and which thread serves which queue is a matter of timing. docs/fixes.md says what the model leaves out.',
    )
  })

  const lostFrame = (frame: 'dropped' | 'not-received'): Diagnosis => {
    const diagnosis = measured('Debian 7.0.10')
    const [first, ...others] = diagnosis.replays
    if (first === undefined) throw new Error('expected a replay')
    const row = { ...first, performer: 'W#01-tx0', engine: { ...first.engine, frame } }
    const affected = { 'clean-start': null, 'failed-open': null, flap: null }
    return { ...diagnosis, affected, takenFor: null, goesAs: [], replays: [row, ...others] }
  }

  it.each([
    [
      'dropped',
      /^W#01-tx0 took peerup's frame and dropped it, .* its own rules do that\. To do: run/,
    ],
    [
      'not-received',
      /^peerup's frames did not reach its rings: a BPF filter .* To do: run it without/,
    ],
  ] as const)('of an engine whose frames are %s says so', (frame, todo) => {
    expect(lines(lostFrame(frame)).slice(0, 2)).toEqual([
      '/usr/bin/suricata: not known',
      expect.stringMatching(todo),
    ])
  })

  it('of an engine with an unknown read of errors says which', () => {
    const asks = { call: 'recvmsg', flags: 0x2, waits: null }
    const affected = { 'clean-start': false, 'failed-open': false, flap: null }
    const unknown = {
      ...measured('7.0.10, patched - Fix C'),
      asks,
      affected,
      takenFor: null,
      goesAs: [],
    }
    expect(lines(unknown)[0]).toMatch(
      /^\S+ not known when a link goes down and comes back; not affected/,
    )
    expect(lines(unknown)[1]).toMatch(
      /^It reads an error by recvmsg\(MSG_PEEK\), which no variant of the/,
    )
  })

  it('of an engine that behaves like no variant says that nothing follows', () => {
    const [, todo] = lines({ ...measured('Debian 7.0.10'), takenFor: null, goesAs: [] })
    expect(todo).toMatch(/It behaves like no variant of the model, so nothing follows/)
  })

  it('counts replays that are not as expected, and lists them only if it is verbose', () => {
    const diagnosis = measured('Debian 7.0.10')
    const [first, ...others] = diagnosis.replays
    if (first === undefined) throw new Error('expected a replay')
    const wrong = { ...first, verdict: 'reproduced' as const, expected: 'refused' as const }
    const unlike = { ...diagnosis, replays: [wrong, ...others] }
    const count = diagnosis.replays.length
    expect(lines(unlike).at(-1)).toBe(
      `- ! 1 of ${count} replays not as expected; --verbose shows the evidence`,
    )
    expect(lines(unlike).join('\n')).not.toContain(first.trace)
    expect(lines(unlike, true).filter((line) => line.startsWith('! '))).toEqual([
      expect.stringContaining(`${first.trace}: reproduced`),
    ])
  })

  it('of a frame that leaves through another socket says so', () => {
    const diagnosis = measured('Debian 7.0.10')
    const replays = diagnosis.replays.map((row) => ({ ...row, errno: null }))
    expect(lines({ ...diagnosis, replays })[1]).toMatch(
      /^A frame sent then leaves through another socket without an error\. To do: /,
    )
  })
})
