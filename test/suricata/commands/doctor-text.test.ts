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
    'Nothing to do about these sends: step by step, it behaves like fix-c. docs/fixes.md says what the model leaves out.',
  ],
]

describe('the doctor', () => {
  it.each(engines)(
    'of %s says first whether it is affected, then what to do',
    (name, answer, todo) => {
      expect(lines(measured(name)).slice(0, 2)).toEqual([answer, todo])
    },
  )

  it('shows eight lines of evidence', () => {
    expect(lines(measured('Debian 7.0.10')).slice(2)).toEqual([
      '- version 7.0.10, taken for v7',
      '- early bump: no, a thread comes from bind() to its ring without letting the next one go on',
      '- when all links are up, reproduced: 0 of 1 sends to a peer that is not up, 1 of 1 controls',
      '- when a link is down at its start, reproduced: 3 of 5 sends to a peer that is not up (ENOTSOCK), 0 of 2 wedges, 2 of 2 controls',
      '- when a link goes down and comes back, reproduced: 2 of 6 sends to a peer that is not up (ENOTSOCK), 2 of 2 controls',
      '- it logged: W: af-packet: rx0: sending packet failed on socket 0: Socket operation on non-socket',
      '- not driven from outside: fix-a.failed-open.1x1.EveryThreadForwards',
      '- 19 replays, all as expected of v7; --verbose shows each',
    ])
  })

  it('shows every replay if it is verbose', () => {
    const diagnosis = measured('Debian 7.0.10')
    const text = lines(diagnosis, true)
    expect(text.slice(0, 9)).toEqual(lines(diagnosis).slice(0, 9))
    expect(text[9]).toBe('- 19 replays, all as expected of v7')
    for (const { trace } of diagnosis.replays)
      expect(text.filter((line) => line.startsWith(`  ${trace}: `))).toHaveLength(1)
    expect(text.join('\n')).toMatch(/^ {4}it logged: .*sending packet failed on socket 0/m)
  })

  it('of an engine that behaves like another variant says how to examine it', () => {
    const taken = { ...measured('Debian 7.0.10'), takenFor: 'v8', goesAs: ['v7', 'revert'] }
    const [, todo, version] = lines(taken)
    expect(todo).toBe('To do: run this again with --variant v7, which is how it behaves.')
    expect(version).toContain('taken for v8; it behaves like v7 and revert')
  })

  it('of an engine that behaves like no variant says that nothing follows', () => {
    const [, todo] = lines({ ...measured('Debian 7.0.10'), goesAs: [] })
    expect(todo).toMatch(/^It behaves like no variant of the model, so nothing follows/)
  })

  it('counts replays that are not as expected, and lists them only if it is verbose', () => {
    const diagnosis = measured('Debian 7.0.10')
    const [first, ...others] = diagnosis.replays
    if (first === undefined) throw new Error('expected a replay')
    const wrong = { ...first, verdict: 'reproduced' as const, expected: 'refused' as const }
    const unlike = { ...diagnosis, replays: [wrong, ...others] }
    expect(lines(unlike).at(-1)).toBe('- ! 1 of 19 replays not as expected; --verbose shows each')
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
