import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { provenanceHere } from '../src/check/measured.js'
import { jsonText } from '../src/core/json-text.js'
import { featuresOf, readSpecification } from '../src/core/manifest.js'
import { packageRoot } from '../src/core/package-root.js'
import { writeWhole } from '../src/core/write-file.js'
import type { Engine } from '../src/suricata/studies/restarts/engine.js'
import { reproduce } from '../src/suricata/studies/restarts/reproduce.js'
import type { ReproduceOptions, ReproduceResult } from '../src/suricata/studies/restarts/result.js'
import { cycleText } from '../src/suricata/studies/restarts/terminal-text.js'
import { variantEngine } from '../src/suricata/studies/restarts/variant-engine.js'
import { asCommand } from './as-command.js'
import { engineNamed } from './engine-named.js'

// Repeats the report's experiment with every variant, and with each Suricata named on the command line,
// and keeps the results in docs/measured/reproduce.json, from which `peerup check` writes a document.

const variants = ['v8', 'v7', 'fix-a', 'fix-b', 'fix-c', 'fix-d']
/** Variants whose threads the picture shows, beside the binaries'. */
const drawn = ['v8', 'v7']
const size: ReproduceOptions = { cycles: 10, pairs: 6, threads: 2, ringDelayUs: 500_000 }

const { manifest } = readSpecification(join(packageRoot, 'spec'))

await asCommand(async () => {
  const engines = [
    ...variants.map((name) => variantEngine({ name, features: featuresOf(manifest, name) }, size)),
    ...process.argv.slice(2).map((word) => engineNamed(word, size)),
  ]
  const results: ReproduceResult[] = []
  for (const engine of engines) results.push(await measure(engine))
  const folder = join(packageRoot, 'docs/measured')
  mkdirSync(folder, { recursive: true })
  writeWhole(join(folder, 'reproduce.json'), jsonText({ ...provenanceHere(), results }))
})

async function measure(engine: Engine): Promise<ReproduceResult> {
  process.stdout.write(`${engine.subject.name} ...\n`)
  const onCycle = (...cycle: Parameters<typeof cycleText>) =>
    void process.stdout.write(cycleText(...cycle))
  const result = await reproduce(engine, size, { onCycle })
  const { kind, name } = engine.subject
  const cycles =
    kind === 'binary' || drawn.includes(name)
      ? result.cycles
      : result.cycles.map((cycle) => ({ ...cycle, threads: [] }))
  return { ...result, cycles }
}
