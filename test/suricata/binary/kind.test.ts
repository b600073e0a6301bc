import { chmodSync, copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kindOf } from '../../../src/suricata/binary/kind.js'
import { compiled, file, folder, script, staticProgram } from './engine.js'

const shared = '/bin/sh'
const beginning = (bytes: number) => file(readFileSync(shared).subarray(0, bytes))

function setuid(mode: number): string {
  const path = join(folder(), 'copy')
  copyFileSync(shared, path)
  chmodSync(path, mode)
  return path
}

describe('what a file is', () => {
  it.each<[string, () => string, RegExp]>([
    [
      'a program that loads libraries',
      () => compiled('int main(void) { return 0; }'),
      /^a program without the name peerslist: .* without -rdynamic/,
    ],
    [
      'one with a peerslist',
      () => compiled('int peerslist[8]; int main(void) { return 0; }'),
      /capture threads did not come/,
    ],
    ['a static program', () => staticProgram(), /^a static program/],
    [
      'a script, with its first line',
      () => script('exit'),
      /^a script \(#!\/bin\/sh\): .* LD_PRELOAD/,
    ],
    ['a setuid program', () => setuid(0o4755), /^a setuid or setgid program/],
    ['a setgid program', () => setuid(0o2755), /^a setuid or setgid program/],
    ['a text', () => file('engine\n'), /^no program of this system$/],
    ['an empty file', () => file(''), /^no program of this system$/],
    ['the same copy without its bits', () => setuid(0o755), /without the name peerslist/],
  ])('is said of %s', (_, make, expected) => {
    expect(kindOf(make())).toMatch(expected)
  })

  it.each([1, 4, 5, 16, 0x30, 0x3f, 0x40, 0x50])(
    'is said of the first %i bytes of one',
    (bytes) => {
      expect(kindOf(beginning(bytes))).toMatch(/^no program of this system/)
    },
  )

  it('is said of an ELF file whose headers point nowhere', () => {
    const elf = Buffer.from(readFileSync(shared).subarray(0, 4096))
    elf.writeBigUInt64LE(2n ** 63n, 0x20)
    expect(kindOf(file(elf))).toMatch(/^no program of this system/)
  })

  it('is said of a 32-bit program', () => {
    const elf = Buffer.from(readFileSync(shared).subarray(0, 4096))
    elf[4] = 1
    expect(kindOf(file(elf))).toMatch(/^no program of this system/)
  })

  it('is said of one that is gone', () => {
    expect(kindOf('/no/such/engine')).toMatch(/^a file that cannot be read \(ENOENT/)
  })
})
