import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/core/package-root.js'
import { supervise } from '../../src/process/supervise.js'
import { RawGate } from './raw-gate.js'

// gate.h and gate.c in programs outside the project, with the flags of such a program.

const lib = join(packageRoot, 'native/lib')
const strict = ['-Wall', '-Wextra', '-Wpedantic', '-Werror', '-I', lib]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-gate-header-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program with the thread `a` at gates, to its end; returns the gates and the output. */
async function drive(program: string, args: readonly string[] = []) {
  const { sockets, stdout } = supervise(program, args, {
    sockets: 1,
    env: { PEERUP_GATES: 'a=4' },
  })
  const output = text(stdout)
  const gate = new RawGate(sockets[0])
  expect(await gate.next()).toMatchObject({ hello: 'peerup-gate/1', thread: 'a' })
  const gates: unknown[] = []
  for (let message = await gate.next(); message !== null; message = await gate.next()) {
    gates.push(message.at)
    gate.write('go\n')
  }
  return { gates, output: await output }
}

/** Compiles gate.c as ISO C11, without GNU extensions. */
async function compileGate(flags: readonly string[] = []): Promise<string> {
  const object = join(folder, 'gate.o')
  await execa('gcc', ['-std=c11', ...strict, ...flags, '-c', '-o', object, join(lib, 'gate.c')])
  return object
}

const cxxSource = `
#include "gate.h"
#include <cstdio>

static void write_snapshot(gate_text *text, void *context)
{
	gate_print(text, "{\\"counter\\":%d}", *static_cast<int *>(context));
}

int main()
{
	static gate worker;
	int counter = 0;

	gate_attach(&worker, "a", write_snapshot, &counter);
	gate_at(&worker, "Load");
	counter++;
	gate_at(&worker, "Done");
	std::printf("%d %d\\n", counter, gate_attached(&worker));
}
`

/** A machine without a C++ compiler still shows what one would read. */
const hasCxx = spawnSync('g++', ['-x', 'c++', '-fsyntax-only', '-'], { input: '' }).status === 0

describe('a program of your own', () => {
  it('compiles with -std=c11 and stops at its gates', async () => {
    const program = join(folder, 'lost-update')
    const source = join(packageRoot, 'examples/lost-update/lost-update.c')
    const object = await compileGate()
    await execa('gcc', ['-std=c11', ...strict, '-pthread', '-o', program, source, object])
    const { gates, output } = await drive(program, ['--variant', 'atomic'])
    expect({ gates, output }).toEqual({ gates: ['Load', 'Done'], output: 'counter: 2\n' })
  })

  it('compiles with -DPEERUP_NO_GATES and ends without a driver', async () => {
    const program = join(folder, 'ungated')
    const source = join(packageRoot, 'examples/lost-update/lost-update.c')
    const flags = ['-std=c11', ...strict, '-DPEERUP_NO_GATES', '-pthread']
    await execa('gcc', [...flags, '-o', program, source, join(lib, 'gate.c')])
    expect((await execa(program, ['--variant', 'atomic'])).stdout).toBe('counter: 2')
  })

  it(`in C++ ${hasCxx ? 'links gate.c and stops at its gates' : 'reads declarations with C linkage'}`, async () => {
    if (!hasCxx) {
      const flags = ['-E', '-P', '-D__cplusplus=201103L', join(lib, 'gate.h')]
      const { stdout } = await execa('gcc', flags)
      expect(stdout).toMatch(
        /extern "C" \{[\s\S]*void gate_attach\([\s\S]*void gate_print\([\s\S]*\}\s*$/,
      )
      return
    }
    const program = join(folder, 'cxx')
    const object = await compileGate()
    const flags = ['-std=c++11', ...strict, '-x', 'c++', '-', '-x', 'none', object, '-o', program]
    await execa('g++', flags, { input: cxxSource })
    const { gates, output } = await drive(program)
    expect({ gates, output }).toEqual({ gates: ['Load', 'Done'], output: '1 1\n' })
  })
})
