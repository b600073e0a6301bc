import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { provenanceHere } from '../src/check/measured.js'
import { cycleText } from '../src/report/reproduce-text.js'
import { binaryEngine, preloadLibrary } from '../src/reproduce/binary-engine.js'
import type { Engine } from '../src/reproduce/engine.js'
import { reproduce } from '../src/reproduce/reproduce.js'
import type { ReproduceOptions, ReproduceResult } from '../src/reproduce/result.js'
import { variantEngine } from '../src/reproduce/variant-engine.js'
import { packageRoot } from '../src/root.js'
import { writeWhole } from '../src/trace/files.js'
import { jsonText } from '../src/trace/json-text.js'

// Repeats the report's experiment with every variant, and with the Suricata named on the command line,
// and keeps what came of it in docs/measured/reproduce.json. `peerup check` writes the document of it.

const variants = ['v8', 'v7', 'fix-a', 'fix-b', 'fix-c']
/** Those whose threads are drawn, beside the binary's. */
const drawn = ['v8', 'v7']
const size: ReproduceOptions = { cycles: 10, pairs: 6, threads: 2, ringDelayUs: 500_000 }

const results: ReproduceResult[] = []
for (const variant of variants) await measure(variantEngine(variant, size), size)
const [binary] = process.argv.slice(2)
if (binary !== undefined) {
  // Without the library nothing can delay its rings.
  const own = existsSync(preloadLibrary) ? size : { ...size, ringDelayUs: 0 }
  const engine = binaryEngine(binary, undefined, own)
  const name = await versionOf(binary)
  await measure({ ...engine, subject: { ...engine.subject, name } }, own)
}
const folder = join(packageRoot, 'docs/measured')
mkdirSync(folder, { recursive: true })
writeWhole(join(folder, 'reproduce.json'), jsonText({ ...provenanceHere(), results }))

async function measure(engine: Engine, options: ReproduceOptions): Promise<void> {
  process.stdout.write(`${engine.subject.name} ...\n`)
  const onCycle = (...cycle: Parameters<typeof cycleText>) =>
    void process.stdout.write(cycleText(...cycle))
  const result = await reproduce(engine, options, { onCycle })
  const { kind, name } = engine.subject
  const cycles =
    kind === 'binary' || drawn.includes(name)
      ? result.cycles
      : result.cycles.map((cycle) => ({ ...cycle, threads: [] }))
  results.push({ ...result, cycles })
}

/** `Suricata 7.0.10`: a path says nothing elsewhere. */
async function versionOf(path: string): Promise<string> {
  const { stdout } = await execa(path, ['-V'])
  const [, version] = /Suricata version (\S+)/.exec(stdout) ?? []
  return version === undefined ? 'a Suricata' : `Suricata ${version}`
}
