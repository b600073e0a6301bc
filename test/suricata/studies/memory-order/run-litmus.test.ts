import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nativeFolder } from '../../../../src/process/supervise.js'
import { litmusCommand } from '../../../../src/suricata/commands/litmus-command.js'
import { litmusFindings } from '../../../../src/suricata/studies/memory-order/litmus-result.js'
import { litmusText } from '../../../../src/suricata/studies/memory-order/litmus-text.js'
import {
  type LitmusOptions,
  memoryOf,
  runLitmus,
} from '../../../../src/suricata/studies/memory-order/run-litmus.js'
import { findJar } from '../../../../src/tlc/jar.js'

const run = async (options: Partial<LitmusOptions>) =>
  runLitmus({
    shapes: ['MP'],
    orders: ['relaxed'],
    seconds: 1,
    tlc: { jar: await findJar() },
    ...options,
  })

/** Other programs may keep one of the processors from us: so many runs until the control shows. */
async function runUntilShown(options: Partial<LitmusOptions>) {
  let result = await run(options)
  for (let runs = 1; result.control === 0 && runs < 20; runs++) result = await run(options)
  return result
}

/** A program of its own in place of litmus, removed after the test. */
function script(...lines: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-litmus-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'litmus')
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'))
  chmodSync(file, 0o755)
  return file
}

const litmus = join(nativeFolder, 'litmus')

describe('what two processors do', () => {
  it('is nothing that the model of this machine forbids, and the control shows', async () => {
    const result = await runUntilShown({})
    expect(litmusFindings(result)).toEqual([])
    // Message passing was asked for; the control runs all the same.
    expect(result.rows.map(({ shape, order }) => `${shape} ${order}`)).toEqual([
      'MP relaxed',
      'SB relaxed',
    ])
    expect(result.control).toBeGreaterThan(0)
    expect(litmusText(result)).toContain('nothing follows for other processors')
  })

  it.runIf(memoryOf(process.arch) === 'tso')(
    'is told when it is forbidden: stores that are swapped in the program',
    async () => {
      const program = join(nativeFolder, 'litmus-mutant-flag-first')
      const result = await runUntilShown({ program })
      expect(litmusFindings(result)).toEqual([
        expect.stringMatching(/^MP relaxed: 1:0 was seen \d+ times, which tso forbids$/),
      ])
    },
  )

  it('is no evidence if the control does not show', async () => {
    // A program that orders the control: it runs seq_cst and calls it relaxed.
    const ordered = script(
      `exec "${litmus}" --shape "$2" --order seq_cst --seconds "$6" | sed s/seq_cst/relaxed/`,
    )
    const piped = script(`"${ordered}" "$@"`)
    const result = await run({ program: piped })
    expect(litmusFindings(result)).toEqual([
      expect.stringContaining('the control, SB relaxed, did not show 0:0'),
    ])
    expect(litmusText(result)).toContain('could see no reordering')
  })
})

describe('a run without counts', () => {
  it('is an error of the environment where one processor is allowed', async () => {
    const program = script(`exec taskset -c 0 "${litmus}" "$@"`)
    await expect(run({ program })).rejects.toMatchObject({ code: 'environment' })
  })

  it.each([
    ['a program that fails', ['echo broken >&2', 'exit 1'], /exit code 1: broken/],
    ['a program that prints something else', ['echo counts'], /expected counts, got counts/],
  ])('is an error of %s', async (_, lines, message) => {
    await expect(run({ program: script(...lines) })).rejects.toMatchObject({
      code: 'program',
      message: expect.stringMatching(message),
    })
  })
})

describe('peerup litmus', () => {
  it.each([
    [['--shape', 'IRIW'], /Allowed choices are MP, SB, all/],
    [['--order', 'consume'], /Allowed choices are relaxed, release-acquire, seq_cst, all/],
    [['--seconds', '0'], /Expected a whole number/],
  ])('refuses %s and says what there is', async (words, said) => {
    const command = litmusCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
    await expect(command.parseAsync(words, { from: 'user' })).rejects.toMatchObject({
      code: 'commander.invalidArgument',
      message: expect.stringMatching(said),
    })
  })
})
