import { chmodSync, copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeFile } from '../../../src/suricata/binary/describe-file.js'
import { compiled, file, folder, script, staticProgram } from './engine.js'

const shared = '/bin/sh'
const truncated = (bytes: number) => file(readFileSync(shared).subarray(0, bytes))

function setuid(mode: number): string {
  const path = join(folder(), 'copy')
  copyFileSync(shared, path)
  chmodSync(path, mode)
  return path
}

describe('describeFile', () => {
  it.each<[string, () => string, RegExp]>([
    [
      'a program that loads libraries',
      () => compiled('int main(void) { return 0; }'),
      /^a program without the name peerslist: .* without -rdynamic/,
    ],
    [
      'a program with a peerslist',
      () => compiled('int peerslist[8]; int main(void) { return 0; }'),
      /capture threads did not report/,
    ],
    ['a static program', () => staticProgram(), /^a static program/],
    [
      'a script, by its first line',
      () => script('exit'),
      /^a script \(#!\/bin\/sh\): .* LD_PRELOAD/,
    ],
    ['a setuid program', () => setuid(0o4755), /^a setuid or setgid program/],
    ['a setgid program', () => setuid(0o2755), /^a setuid or setgid program/],
    ['a text', () => file('engine\n'), /^not a program of this system$/],
    ['an empty file', () => file(''), /^not a program of this system$/],
    ['a copy without these bits', () => setuid(0o755), /without the name peerslist/],
  ])('describes %s', (_, make, expected) => {
    expect(describeFile(make())).toMatch(expected)
  })

  it.each([1, 4, 5, 16, 0x30, 0x3f, 0x40, 0x50])(
    'recognises that the first %i bytes are not a program',
    (bytes) => {
      expect(describeFile(truncated(bytes))).toMatch(/^not a program of this system/)
    },
  )

  it('recognises an ELF file whose headers point nowhere', () => {
    const elf = Buffer.from(readFileSync(shared).subarray(0, 4096))
    elf.writeBigUInt64LE(2n ** 63n, 0x20)
    expect(describeFile(file(elf))).toMatch(/^not a program of this system/)
  })

  it('rejects a 32-bit program', () => {
    const elf = Buffer.from(readFileSync(shared).subarray(0, 4096))
    elf[4] = 1
    expect(describeFile(file(elf))).toMatch(/^not a program of this system/)
  })

  it('describes a file that is gone', () => {
    expect(describeFile('/no/such/engine')).toMatch(/^a file that cannot be read \(ENOENT/)
  })
})
