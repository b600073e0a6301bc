import { join } from 'node:path'
import { execaSync } from 'execa'
import { describe, expect, it } from 'vitest'
import { nativeFolder } from '../../../src/process/supervise.js'
import { causeIn, complaintsIn } from '../../../src/suricata/binary/start-failure.js'
import { compiled } from './engine.js'

const library = join(nativeFolder, 'peerup-preload.so')

describe('causeIn', () => {
  it.each<[string, string, RegExp]>([
    [
      'a C library that is too old, in the words of its loader',
      "/usr/bin/suricata: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /mnt/peerup-preload.so)",
      /C library is older than peerup's library needs \(GLIBC_2\.34 not found\): build peerup/,
    ],
    [
      'musl, in the words of its loader',
      'Error relocating /mnt/peerup-preload.so: strerrorname_np: symbol not found',
      /C library is musl, which cannot load peerup's library/,
    ],
    [
      'a library that the loader ignores',
      "ERROR: ld.so: object '/mnt/peerup-preload.so' from LD_PRELOAD cannot be preloaded (wrong ELF class: ELFCLASS64): ignored.",
      /did not preload peerup's library: wrong ELF class/,
    ],
    [
      "the library's own refusal",
      'i: suricata: This is\npeerup-preload: expected runmode workers\nE: x',
      /^peerup-preload: expected runmode workers$/,
    ],
  ])('names %s', (_, output, expected) => {
    expect(causeIn(output)).toMatch(expected)
  })

  it('names AddressSanitizer and its option, by what a program built with it writes', () => {
    const program = compiled('int main(void) { return 0; }', ['-fsanitize=address'])
    const run = (options: string) =>
      execaSync(program, { reject: false, env: { LD_PRELOAD: library, ASAN_OPTIONS: options } })
    const cause = causeIn(run('').stderr)
    expect(cause).toMatch(/built with AddressSanitizer/)
    // The option that it names is the right one.
    const [option = ''] = /verify_asan_link_order=0/.exec(cause ?? '') ?? []
    expect(run(option)).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('names nothing for what an engine says of itself', () => {
    expect(causeIn('E: af-packet: tx0: failed to find a route')).toBe(null)
  })
})

describe('complaintsIn', () => {
  it('has the errors of an engine, not its notices and its usage', () => {
    const lines = [
      'i: suricata: This is Suricata version 7.0.10 RELEASE running in SYSTEM mode',
      "/usr/bin/suricata: unrecognized option '--x'",
      '\t--set name=value  : set a configuration value',
      'W: runmodes: disabling livedev.use-for-tracking',
      'E: af-packet: thread number not equal',
      'Error: conf-yaml-loader: failed to open file: /x',
      '[1] 1/1/2026 -- 10:00:00 - <Error> - [ERRCODE: 1] - no',
    ]
    expect(complaintsIn(lines)).toEqual(lines.slice(-3).filter((line) => !line.startsWith('W')))
    expect(complaintsIn(lines.slice(0, 4))).toEqual([lines[1]])
    expect(complaintsIn(['nothing to do'])).toEqual([])
  })
})
