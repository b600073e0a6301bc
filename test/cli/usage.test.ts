import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/core/package-root.js'
import { counterexample, smallest } from '../check/traces.js'
import { entries, peerup, scratch } from './cli.js'

describe('help', () => {
  it.each([
    {
      command: [],
      mentions: ['check', 'replay', 'diagram', 'doctor', 'Exit codes: 0 as expected'],
    },
    {
      command: ['check'],
      mentions: [
        '--variant',
        '--scenario',
        '--pairs',
        '--threads',
        '--no-replay',
        '--json',
        '--out',
        '--verbose',
      ],
    },
    { command: ['replay'], mentions: ['<trace>', '--variant', '--program', '--mapping', '--json'] },
    { command: ['diagram'], mentions: ['<trace>', '--out', '--replay', '--mapping'] },
    { command: ['doctor'], mentions: ['what this machine has'] },
  ])('of peerup $command names every option', async ({ command, mentions }) => {
    const { code, stdout, stderr } = await peerup([...command, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const word of mentions) expect(stdout).toContain(word)
  })

  it('is shown, as wrong usage, if no command is named', async () => {
    const { code, stdout, stderr } = await peerup([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Usage: peerup')
  })
})

it('--version is the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  expect(await peerup(['--version'])).toMatchObject({ code: 0, stdout: version, stderr: '' })
})

describe('wrong usage ends with exit code 2, and says what is right', () => {
  const outOfRange = 'Expected a whole number from 1 to 99'
  const variants =
    'expected a variant that exists (v7, v8, fix-a, fix-b, revert, fix-c, fix-d), got v9'
  it.each<[string[], string]>([
    [['chek'], "unknown command 'chek'"],
    [['--bogus'], "unknown option '--bogus'"],
    [['check', '--bogus'], "unknown option '--bogus'"],
    [['check', 'v8'], "too many arguments for 'check'"],
    [['check', '--deep', 'deeper'], "argument 'deeper' is invalid"],
    [
      ['check', '--deep', 'smallest', '--variant', 'v8'],
      '--variant cannot be used with --deep smallest',
    ],
    [['check', '--variant', 'v9'], variants],
    [['check', '--variant', 'v8', 'v9'], variants],
    [
      ['check', '--scenario', 'flood'],
      'expected a scenario that exists (clean-start, failed-open, flap, flap-in-ring, fatal-open, fatal-open-first), got flood',
    ],
    [['check', '--pairs', '0'], outOfRange],
    [['check', '--pairs', '-1'], outOfRange],
    [['check', '--threads', '100'], outOfRange],
    [['check', '--threads', '1.5'], outOfRange],
    [['check', '--threads', 'many'], outOfRange],
    [['check', '--pairs', ''], outOfRange],
    [['check', '--json'], 'argument missing'],
    [['check', '--spec', '/no/such/folder'], '/no/such/folder/models.json: cannot read the file'],
    [['replay'], "missing required argument 'trace'"],
    [['replay', 'a', 'b'], 'arguments after the trace require --binary, got b'],
    [['replay', '/no/such/trace'], '/no/such/trace: cannot read the file'],
    [['replay', '/'], '/: cannot read the file'],
    [
      ['replay', 'README.md', '--mapping', '/no/such/mapping'],
      '/no/such/mapping: cannot read the file',
    ],
    [['replay', 'README.md', '--deadline', '0'], outOfRange],
    [['diagram'], "missing required argument 'trace'"],
    [['diagram', '/no/such/trace'], '/no/such/trace: cannot read the file'],
    // Words are arguments of the engine that --binary names.
    [['doctor', 'who'], 'arguments after -- require --binary, got who'],
    [['doctor', '--verbose'], '--verbose requires --binary'],
  ])('peerup %j', async (args, message) => {
    const { code, stdout, stderr } = await peerup(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('peerup replay --variant with a name that the manifest beside the mapping lacks', async () => {
    const trace = await counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')
    const { code, stderr } = await peerup(['replay', trace, '--variant', 'v9'])
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(variants) })
  })

  it.each(['replay', 'check'])(
    'peerup %s --json into a folder that does not exist',
    async (command) => {
      const trace = await counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')
      const args = {
        replay: ['replay', trace, '--variant', 'v7'],
        check: ['check', '--variant', 'v7', ...smallest, '--no-replay'],
      }[command]
      const target = join(scratch(), 'missing/result.json')
      const { code, stdout, stderr } = await peerup([...(args ?? []), '--json', target])
      // Reported before the work, which would be lost.
      expect(stdout).toBe('')
      expect(code).toBe(2)
      expect(stderr).toContain(`${target}: cannot write the file`)
    },
  )
})

it.each([['replay', 'README.md'], ['check', '--no-replay'], ['litmus'], ['reproduce'], ['doctor']])(
  'peerup %s --json refuses a folder and a device before the work',
  async (...args) => {
    // Through a link: if it were replaced after all, the device itself would stay.
    const device = join(scratch(), 'null')
    symlinkSync('/dev/null', device)
    for (const target of [scratch(), device]) {
      const { code, stdout, stderr } = await peerup([...args, '--json', target])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain(`${target}: cannot write the file`)
    }
  },
)

describe('diagram', () => {
  const trace = () => counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')

  it('writes the mermaid text to standard output', async () => {
    const { code, stdout, stderr } = await peerup(['diagram', await trace()])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('sequenceDiagram')
    for (const part of [
      'W#35;01-tx0',
      'W#35;01-rx0',
      'as kernel',
      'SendImpliesPeerUp',
      '24 Send',
    ]) {
      expect(stdout).toContain(part)
    }
  })

  it('writes text or a picture, by the ending of the file', async () => {
    const folder = scratch()
    const file = await trace()
    const written = ['story.mmd', 'story.svg', 'story.png'].map((name) => join(folder, name))
    for (const target of written) {
      expect(await peerup(['diagram', file, '--out', target])).toMatchObject({ code: 0, all: '' })
    }
    const [text, svg, png] = written.map((name) => readFileSync(name))
    expect(text?.toString()).toContain('sequenceDiagram')
    expect(svg?.toString()).toMatch(/^<svg[\s\S]*<\/svg>\n$/)
    expect(png?.subarray(1, 4).toString()).toBe('PNG')
    expect(entries(folder)).toEqual(['story.mmd', 'story.png', 'story.svg'])
  })

  it('shows the observations of a replay', async () => {
    const file = await trace()
    const replayed = join(scratch(), 'replay.json')
    await peerup(['replay', file, '--json', replayed])
    const { code, stdout } = await peerup(['diagram', file, '--replay', replayed])
    expect(code).toBe(0)
    const { stdout: without } = await peerup(['diagram', file])
    expect(stdout).toContain('ENOTSOCK')
    expect(stdout).not.toBe(without)
  })

  it.each<[string, string[], number, string]>([
    [
      'an ending that is no picture',
      ['--out', 'story.gif'],
      2,
      'ends in .svg, .png or .mmd, got story.gif',
    ],
    [
      'a result that is none of a replay',
      ['--replay', 'package.json'],
      1,
      'package.json: expected a result of peerup replay',
    ],
    [
      'a result that is not there',
      ['--replay', '/no/such/file'],
      2,
      '/no/such/file: cannot read the file',
    ],
    ['a mapping that is none', ['--mapping', 'package.json'], 1, 'package.json: invalid mapping: '],
  ])('refuses %s', async (_, args, expected, message) => {
    const { code, stderr } = await peerup(['diagram', await trace(), ...args])
    expect(code).toBe(expected)
    expect(stderr).toContain(message)
  })

  it('refuses a folder that it cannot write to', async () => {
    const target = join(scratch(), 'file')
    writeFileSync(target, '')
    const { code, stderr } = await peerup(['diagram', await trace(), '--out', `${target}/a.mmd`])
    expect(code).toBe(2)
    expect(stderr).toContain('cannot write the file')
  })
})
