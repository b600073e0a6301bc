import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../../src/core/package-root.js'
import { replayIsAsExpected } from '../../../src/report/as-expected.js'
import { diagnose } from '../../../src/suricata/binary/diagnose.js'
import { findJar } from '../../../src/tlc/jar.js'
import { mappingFile } from '../../check/traces.js'
import { describeEngine, engine, engineCalling, engineWith, folder } from './engine.js'
import { seven, specification } from './replaying.js'

/** A folder with the probe and one control: the other traces do not affect the variant. */
function fewTraces(): string {
  const traces = folder()
  for (const name of ['v8.clean-start.1x1.SendImpliesPeerUp', 'v7.clean-start.1x1.NeverSends']) {
    copyFileSync(join(packageRoot, 'traces', `${name}.itf.json`), join(traces, `${name}.itf.json`))
  }
  return traces
}

type More = { args?: string[]; ring?: 'v2' | 'v3'; path?: string }

const diagnoseAs = async (variant: string | null, given: boolean, more: More = {}) => {
  const { path = engine, ...options } = more
  return diagnose(
    specification,
    { binary: { path }, engine: { version: '8.0.3', variant } },
    { traces: fewTraces(), given, jar: await findJar(), mappingFile, ...options },
  )
}

const atRead = { call: 'recv', flags: 2, waits: true }

describeEngine(
  'the diagnosis of an unmodified engine with a given version',
  () => {
    it('examines it as what it goes as, whatever its version says', async () => {
      const { takenFor, mistakenFor, earlyBump, order, goesAs, replays } = await diagnoseAs(
        'v8',
        false,
      )
      expect({ takenFor, mistakenFor, earlyBump, order }).toEqual({
        ...{ takenFor: 'v7', mistakenFor: 'v8', earlyBump: false, order: 'kept' },
      })
      expect(goesAs).toEqual(expect.arrayContaining(['v7', 'revert']))
      expect(replays.map(({ expected }) => expected)).toEqual(['refused', 'reproduced'])
      expect(replays.every(({ engine }) => engine.takenFor === 'v7')).toBe(true)
    })

    it('takes it for the variant of its version if this is one of several that match', async () => {
      const { takenFor, mistakenFor, affected, asks, ring } = await diagnoseAs('revert', false)
      expect({ takenFor, mistakenFor }).toEqual({ takenFor: 'revert', mistakenFor: undefined })
      // The other scenarios have no replays here.
      expect(affected).toEqual({ 'clean-start': false, 'failed-open': null, flap: null })
      expect({ asks, ring }).toEqual({ asks: atRead, ring: 2 })
    })

    it('takes it for the variant that the user chose, and has an unexpected replay', async () => {
      const { takenFor, mistakenFor, replays } = await diagnoseAs('v8', true)
      expect({ takenFor, mistakenFor }).toEqual({ takenFor: 'v8', mistakenFor: undefined })
      expect(replays.filter((row) => !replayIsAsExpected(row)).map(({ trace }) => trace)).toEqual([
        'v8.clean-start.1x1.SendImpliesPeerUp',
      ])
    })

    it.each<[string, More]>([
      ['the option for it', { ring: 'v3' }],
      [
        'its own arguments',
        { args: [0, 1].flatMap((n) => ['--set', `af-packet.${n}.tpacket-v3=yes`]) },
      ],
    ])('examines it with TPACKET_V3 by %s', async (_, more) => {
      const { ring, takenFor, affected } = await diagnoseAs('v7', false, more)
      expect({ ring, takenFor, start: affected['clean-start'] }).toEqual({
        ...{ ring: 3, takenFor: 'v7', start: false },
      })
    })

    it('leaves open the bump of an engine that cannot bind, and whether it is affected', async () => {
      const source =
        '#include <errno.h>\n#include <sys/socket.h>\nint bind(int fd, const struct sockaddr *to, socklen_t n) { errno = EADDRINUSE; return -1; }'
      const more = { path: engineWith(source) }
      const { takenFor, earlyBump, order, affected } = await diagnoseAs('v7', false, more)
      expect({ takenFor, earlyBump, order }).toEqual({
        takenFor: null,
        earlyBump: null,
        order: null,
      })
      expect(affected['clean-start']).toBeNull()
    })

    const recv = (body: string) =>
      `#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <errno.h>\n#include <sys/socket.h>\nssize_t recv(int fd, void *data, size_t size, int flags) { ${body} }`
    it.each<[string, string, object]>([
      [
        'another call',
        'return recvfrom(fd, data, size, flags | MSG_DONTWAIT, 0, 0);',
        { call: 'recvfrom', flags: 0x42, waits: null },
      ],
      [
        'another flag',
        'ssize_t (*next)(int, void *, size_t, int) = dlsym(RTLD_NEXT, "recv"); return next(fd, data, size, flags | MSG_NOSIGNAL);',
        { call: 'recv', flags: 0x4002, waits: null },
      ],
      ['no call', 'errno = ENETDOWN; return -1;', { call: 'none', flags: 0, waits: null }],
    ])('takes an engine that reads its errors by %s for no variant', async (_, body, asks) => {
      const diagnosis = await diagnoseAs('v7', false, { path: engineCalling(recv(body)) })
      expect(diagnosis).toMatchObject({ asks, takenFor: null, goesAs: [] })
      expect(diagnosis.affected.flap).toBe(null)
    })
  },
  seven,
)
