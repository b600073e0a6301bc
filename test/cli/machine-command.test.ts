import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSpecification } from '../../src/core/manifest.js'
import { packageRoot } from '../../src/core/package-root.js'
import { readMachine } from '../../src/replay/machine/machine-file.js'
import { specFolder } from '../check/traces.js'
import { peerup, scratch } from './cli.js'

const { machines } = readSpecification(specFolder).manifest

describe('peerup machine', () => {
  it.each(machines)('writes the committed machine of %s', async (name) => {
    const out = join(scratch(), 'one.machine.json')
    const { code, stdout } = await peerup(['machine', `traces/${name}.itf.json`, '--out', out])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    const committed = readFileSync(join(packageRoot, `traces/${name}.machine.json`), 'utf8')
    expect(readFileSync(out, 'utf8')).toBe(committed)
  })

  it('writes a machine of a trace that is kept under another name', async () => {
    const out = join(scratch(), 'other.machine.json')
    const trace = 'traces/v8.clean-start.1x1.SendUsesPeersSocket.itf.json'
    expect((await peerup(['machine', trace, '--out', out])).code).toBe(0)
    expect(readMachine(out).id).toContain('SendUsesPeersSocket')
  })

  it.each([
    ['no --out', ['README.md'], "required option '--out <file>' not specified"],
    ['a trace that does not exist', ['none', '--out', '/tmp/x.json'], 'none: cannot read the file'],
    ['its own input as target', ['README.md', '--out', 'README.md'], 'would replace the input'],
    ['a folder as target', ['README.md', '--out', '/tmp'], '/tmp: cannot write the file'],
  ])('refuses %s', async (_, args, message) => {
    const { code, stdout, stderr } = await peerup(['machine', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})
