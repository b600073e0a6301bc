import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execaSync } from 'execa'
import { expect, it } from 'vitest'
import { replayBinary } from '../../../src/suricata/binary/replay-binary.js'
import { recognise } from '../../../src/suricata/binary/version.js'
import { mappingFile } from '../../check/traces.js'
import { describeEngine, engine, folder } from './engine.js'
import { committed, recognised, seven, specification } from './replaying.js'

/** A root that contains only the engine, a shell and the libraries that they load. */
function makeRoot(): string {
  const root = folder()
  for (const name of ['tmp', 'mnt', 'proc', 'bin']) mkdirSync(join(root, name))
  const put = (from: string, to = from) => {
    mkdirSync(dirname(join(root, to)), { recursive: true })
    copyFileSync(from, join(root, to))
  }
  put('/bin/sh')
  put(engine, '/bin/engine')
  const { stdout } = execaSync('ldd', [engine, '/bin/sh'])
  for (const [, library] of stdout.matchAll(/(\/\S+) \(0x/g))
    if (library !== undefined) put(library)
  return root
}

describeEngine(
  'an engine in a root of its own',
  () => {
    it('is recognised, reproduces the same trace as without a root, and leaves nothing in the root', async () => {
      const binary = { path: '/bin/engine', root: makeRoot() }
      const before = readdirSync(binary.root, { recursive: true }).length
      expect(await recognise(binary)).toEqual(recognised)
      const { row } = await replayBinary({
        trace: committed('v7.failed-open.1x1.SendImpliesPeerUp'),
        mapping: specification.mapping,
        mappingFile,
        binary,
        engine: recognised,
        expected: 'reproduced',
        forwarding: 'expected',
      })
      expect(row).toMatchObject({
        ...{ verdict: 'reproduced', errno: 'ENOTSOCK', afterwards: 'forwards' },
        binary: '/bin/engine',
      })
      expect(readdirSync(binary.root, { recursive: true })).toHaveLength(before)
    })
  },
  seven,
)
