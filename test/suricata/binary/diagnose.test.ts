import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../../src/core/package-root.js'
import { replayIsAsExpected } from '../../../src/report/as-expected.js'
import { diagnose } from '../../../src/suricata/binary/diagnose.js'
import { findJar } from '../../../src/tlc/jar.js'
import { mappingFile } from '../../check/traces.js'
import { describeEngine, engine, engineWith, folder } from './engine.js'
import { seven, specification } from './replaying.js'

/** A folder with the probe and one control: the other traces do not affect the variant. */
function fewTraces(): string {
  const traces = folder()
  for (const name of ['v8.clean-start.1x1.SendImpliesPeerUp', 'v7.clean-start.1x1.NeverSends']) {
    copyFileSync(join(packageRoot, 'traces', `${name}.itf.json`), join(traces, `${name}.itf.json`))
  }
  return traces
}

const diagnoseAs = async (variant: string, given: boolean, path = engine) =>
  diagnose(
    specification,
    { binary: { path }, engine: { version: '8.0.3', variant } },
    { traces: fewTraces(), given, jar: await findJar(), mappingFile },
  )

describeEngine(
  'the diagnosis of an unmodified engine with a given version',
  () => {
    it('takes it for no variant if its bump contradicts the version', async () => {
      const { takenFor, mistakenFor, earlyBump, replays } = await diagnoseAs('v8', false)
      expect({ takenFor, mistakenFor, earlyBump }).toEqual({
        ...{ takenFor: null, mistakenFor: 'v8', earlyBump: false },
      })
      expect(replays.map(({ expected }) => expected)).toEqual(['unknown', 'unknown'])
    })

    it('takes it for the variant that the user chose, and has an unexpected replay', async () => {
      const { takenFor, mistakenFor, replays } = await diagnoseAs('v8', true)
      expect({ takenFor, mistakenFor }).toEqual({ takenFor: 'v8', mistakenFor: undefined })
      expect(replays.filter((row) => !replayIsAsExpected(row)).map(({ trace }) => trace)).toEqual([
        'v8.clean-start.1x1.SendImpliesPeerUp',
      ])
    })

    it('takes it for the variant of its version if its bump agrees', async () => {
      const { takenFor, mistakenFor, affected } = await diagnoseAs('v7', false)
      expect({ takenFor, mistakenFor }).toEqual({ takenFor: 'v7', mistakenFor: undefined })
      // The other scenarios have no replays here.
      expect(affected).toEqual({ 'clean-start': false, 'failed-open': null, flap: null })
    })

    it('leaves open the bump of an engine that cannot bind, and whether it is affected', async () => {
      const source =
        '#include <errno.h>\n#include <sys/socket.h>\nint bind(int fd, const struct sockaddr *to, socklen_t n) { errno = EADDRINUSE; return -1; }'
      const { takenFor, earlyBump, affected } = await diagnoseAs('v7', false, engineWith(source))
      expect({ takenFor, earlyBump }).toEqual({ takenFor: 'v7', earlyBump: null })
      expect(affected['clean-start']).toBeNull()
    })
  },
  seven,
)
