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

/** Repeats the run until the control shows a reordering, because other programs may occupy a processor. */
async function runUntilControlShows(options: Partial<LitmusOptions>) {
  let result = await run(options)
  for (let runs = 1; result.control === 0 && runs < 20; runs++) result = await run(options)
  return result
}

/** A shell script in place of litmus, removed after the test. */
function script(...lines: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-litmus-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'litmus')
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'))
  chmodSync(file, 0o755)
  return file
}

const litmus = join(nativeFolder, 'litmus')

describe('a run on two processors', () => {
  it("has only outcomes that this machine's memory model allows, and the control shows", async () => {
    const result = await runUntilControlShows({})
    expect(litmusFindings(result)).toEqual([])
    // The control runs beside the requested shape.
    expect(result.rows.map(({ shape, order }) => `${shape} ${order}`)).toEqual([
      'MP relaxed',
      'SB relaxed',
    ])
    expect(result.control).toBeGreaterThan(0)
    expect(litmusText(result)).toContain('nothing follows for other processors')
  })

  it.runIf(memoryOf(process.arch) === 'tso')(
    'reports a forbidden outcome of a program with swapped stores',
    async () => {
      const program = join(nativeFolder, 'litmus-mutant-flag-first')
      const result = await runUntilControlShows({ program })
      expect(litmusFindings(result)).toEqual([
        expect.stringMatching(/^MP relaxed: 1:0 occurred \d+ times, although tso forbids it$/),
      ])
    },
  )

  it('proves nothing if the control does not show', async () => {
    // This program runs the control with seq_cst and calls it relaxed.
    const ordered = script(
      `exec "${litmus}" --shape "$2" --order seq_cst --seconds "$6" | sed s/seq_cst/relaxed/`,
    )
    const piped = script(`"${ordered}" "$@"`)
    const result = await run({ program: piped })
    expect(litmusFindings(result)).toEqual([
      expect.stringContaining('the control SB relaxed never had the outcome 0:0'),
    ])
    expect(litmusText(result)).toContain('cannot observe reordering')
  })
})

describe('a run without counts', () => {
  it('is an environment error if only one processor is allowed', async () => {
    const program = script(`exec taskset -c 0 "${litmus}" "$@"`)
    await expect(run({ program })).rejects.toMatchObject({ code: 'environment' })
  })

  it.each([
    ['a program that fails', ['echo broken >&2', 'exit 1'], /exit code 1: broken/],
    ['a program that prints something else', ['echo counts'], /expected counts, got counts/],
  ])('is a program error for %s', async (_, lines, message) => {
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
  ])('refuses %s and lists the choices', async (words, expected) => {
    const command = litmusCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
    await expect(command.parseAsync(words, { from: 'user' })).rejects.toMatchObject({
      code: 'commander.invalidArgument',
      message: expect.stringMatching(expected),
    })
  })
})
