import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { insideRoot } from '../../../src/suricata/binary/inside-root.js'
import { folder } from './engine.js'

function root(): string {
  const made = folder()
  mkdirSync(join(made, 'usr/bin'), { recursive: true })
  writeFileSync(join(made, 'usr/bin/dash'), '')
  symlinkSync('usr/bin', join(made, 'bin'))
  symlinkSync('dash', join(made, 'usr/bin/sh'))
  symlinkSync('/usr/bin/dash', join(made, 'usr/absolute'))
  symlinkSync('../../../../usr', join(made, 'usr/out'))
  symlinkSync('loop', join(made, 'loop'))
  return made
}

it.each([
  ['usr/bin/dash', 'usr/bin/dash'],
  ['/bin/sh', 'usr/bin/dash'],
  ['usr/absolute', 'usr/bin/dash'],
  ['/usr/out/bin/sh', 'usr/bin/dash'],
  ['../../usr/./bin/dash', 'usr/bin/dash'],
  ['loop', 'loop'],
  ['bin/none', 'usr/bin/none'],
  ['/', ''],
])('%s lies at %s', (path, expected) => {
  const own = root()
  expect(insideRoot(own, path)).toBe(join(own, expected))
})
