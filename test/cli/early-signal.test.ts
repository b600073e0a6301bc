import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/core/package-root.js'
import { peerup } from './cli.js'

const NODE_OPTIONS = `--import=${join(packageRoot, 'test/cli/fixtures/early-signal.mjs')}`

it.each([
  ['reproduce', '--variant', 'v7', '--cycles', '1', '--pairs', '1', '--threads', '1'],
  ['check', '--variant', 'v7', '--scenario', 'clean-start', '--no-replay'],
])('a signal before %s has its own handler is not lost', async (...words) => {
  const { code, stderr } = await peerup(words, { env: { NODE_OPTIONS } })
  expect(code).toBe(1)
  expect(stderr).toContain('peerup: interrupted')
})
