import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../../src/core/package-root.js'
import { replayIsAsExpected } from '../../../src/report/results.js'
import { diagnose } from '../../../src/suricata/binary/diagnose.js'
import { findJar } from '../../../src/tlc/jar.js'
import { mappingFile } from '../../check/traces.js'
import { describeEngine, engine, engineWith, folder } from './engine.js'
import { seven, specification } from './replaying.js'

/** The probe and one control alone: the rest says nothing of what an engine is taken for. */
function few(): string {
  const made = folder()
  for (const name of ['v8.clean-start.1x1.SendImpliesPeerUp', 'v7.clean-start.1x1.NeverSends']) {
    copyFileSync(join(packageRoot, 'traces', `${name}.itf.json`), join(made, `${name}.itf.json`))
  }
  return made
}

const asked = async (variant: string, given: boolean, path = engine) =>
  diagnose(
    specification,
    { binary: { path }, engine: { version: '8.0.3', variant } },
    { traces: few(), given, jar: await findJar(), mappingFile },
  )

describeEngine(
  'the doctor of an unmodified engine whose version says otherwise',
  () => {
    it('takes it for nothing, for its bump is not that of 8.0.0 to 8.0.5', async () => {
      const { takenFor, mistakenFor, earlyBump, replays } = await asked('v8', false)
      expect({ takenFor, mistakenFor, earlyBump }).toEqual({
        ...{ takenFor: null, mistakenFor: 'v8', earlyBump: false },
      })
      expect(replays.map(({ expected }) => expected)).toEqual(['unknown', 'unknown'])
    })

    it('believes whoever says what it is, and tells that it is not so', async () => {
      const { takenFor, mistakenFor, replays } = await asked('v8', true)
      expect({ takenFor, mistakenFor }).toEqual({ takenFor: 'v8', mistakenFor: undefined })
      expect(replays.filter((row) => !replayIsAsExpected(row)).map(({ trace }) => trace)).toEqual([
        'v8.clean-start.1x1.SendImpliesPeerUp',
      ])
    })

    it('believes a version that its bump does not contradict', async () => {
      const { takenFor, mistakenFor, affected } = await asked('v7', false)
      expect({ takenFor, mistakenFor }).toEqual({ takenFor: 'v7', mistakenFor: undefined })
      // Nothing was asked of the others.
      expect(affected).toEqual({ 'clean-start': false, 'failed-open': null, flap: null })
    })

    it('says nothing of the bump of one that cannot bind, nor whether it is affected', async () => {
      const source =
        '#include <errno.h>\n#include <sys/socket.h>\nint bind(int fd, const struct sockaddr *to, socklen_t n) { errno = EADDRINUSE; return -1; }'
      const { takenFor, earlyBump, affected } = await asked('v7', false, engineWith(source))
      expect({ takenFor, earlyBump }).toEqual({ takenFor: 'v7', earlyBump: null })
      expect(affected['clean-start']).toBeNull()
    })
  },
  seven,
)
