import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execaSync } from 'execa'
import { expect, it } from 'vitest'
import { replayBinary } from '../../../src/suricata/binary/replay-binary.js'
import { recognise } from '../../../src/suricata/binary/version.js'
import { mappingFile } from '../../check/traces.js'
import { describeEngine, engine, folder } from './engine.js'
import { committed, recognised, seven, specification } from './replaying.js'

/** A root that holds the engine, a shell and what they load, and nothing else of this system. */
function root(): string {
  const made = folder()
  for (const name of ['tmp', 'mnt', 'proc', 'bin']) mkdirSync(join(made, name))
  const put = (from: string, to = from) => {
    mkdirSync(dirname(join(made, to)), { recursive: true })
    copyFileSync(from, join(made, to))
  }
  put('/bin/sh')
  put(engine, '/bin/engine')
  const { stdout } = execaSync('ldd', [engine, '/bin/sh'])
  for (const [, library] of stdout.matchAll(/(\/\S+) \(0x/g))
    if (library !== undefined) put(library)
  return made
}

describeEngine(
  'an engine in a root of its own',
  () => {
    it('is recognised, and reproduces what it does outside; nothing stays in the root', async () => {
      const binary = { path: '/bin/engine', root: root() }
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
