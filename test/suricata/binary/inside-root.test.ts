import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { insideRoot } from '../../../src/suricata/binary/inside-root.js'
import { folder } from './engine.js'

function makeRoot(): string {
  const root = folder()
  mkdirSync(join(root, 'usr/bin'), { recursive: true })
  writeFileSync(join(root, 'usr/bin/dash'), '')
  symlinkSync('usr/bin', join(root, 'bin'))
  symlinkSync('dash', join(root, 'usr/bin/sh'))
  symlinkSync('/usr/bin/dash', join(root, 'usr/absolute'))
  symlinkSync('../../../../usr', join(root, 'usr/out'))
  symlinkSync('loop', join(root, 'loop'))
  return root
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
])('%s of a root is its %s', (path, expected) => {
  const root = makeRoot()
  expect(insideRoot(root, path)).toBe(join(root, expected))
})
