import { join } from 'node:path'
import { readSpecification } from '../../../src/core/manifest.js'
import { packageRoot } from '../../../src/core/package-root.js'
import type { Trace } from '../../../src/core/trace.js'
import { readTrace } from '../../../src/core/trace-file.js'
import { traceNamesIn } from '../../../src/core/trace-index.js'
import {
  type BinaryRequest,
  type ReplayedBinary,
  replayBinary,
} from '../../../src/suricata/binary/replay-binary.js'
import {
  type BinaryReplay,
  replayTracesInBinary,
} from '../../../src/suricata/binary/replay-traces.js'
import { type RecognisedEngine, recognise } from '../../../src/suricata/binary/version.js'
import { findJar } from '../../../src/tlc/jar.js'
import { mappingFile, specFolder } from '../../check/traces.js'
import { engine } from './engine.js'

export const specification = readSpecification(specFolder)
const traces = join(packageRoot, 'traces')
const ending = '.itf.json'

/** The version and the variant of the engine; null without an engine. */
export const recognised: RecognisedEngine =
  engine === '' ? { version: null, variant: null } : await recognise({ path: engine })

/** Kinds of engine: with the late bump, and of 7.0.x, whose committed traces some tests need. */
export const lateBump = {
  is: recognised.variant === 'v7' || recognised.variant === 'revert',
  of: '7.0.x or 8.0.6 and later',
}
export const seven = { is: recognised.variant === 'v7', of: '7.0.x' }

/** The committed traces of a variant, by name. */
export const committedOf = (variant: string): string[] =>
  traceNamesIn(traces).filter((name) => name.startsWith(`${variant}.`))

export const committed = (name: string): Trace =>
  readTrace(join(traces, `${name}${ending}`), specification.mapping)

/** Replays a committed trace as `peerup replay --binary` does. */
export async function replayCommitted(name: string, path = engine): Promise<BinaryReplay> {
  const subject = { binary: { path }, engine: recognised }
  const options = { jar: await findJar(), mappingFile }
  const [only] = await replayTracesInBinary([committed(name)], specification, subject, options)
  if (only === undefined) throw new Error('expected a replay, got none')
  return only
}

/** Replays a trace as it stands, perhaps altered, in any program. */
export const replayed = (
  trace: Trace,
  path = engine,
  more: Pick<BinaryRequest, 'deadlines'> = {},
): Promise<ReplayedBinary> =>
  replayBinary({
    ...more,
    trace,
    mapping: specification.mapping,
    mappingFile,
    binary: { path },
    engine: recognised,
    expected: 'unknown',
    forwarding: 'open',
  })
