import { join } from 'node:path'
import { writeMeasured } from '../src/check/measured.js'
import { readSpecification } from '../src/core/manifest.js'
import { packageRoot } from '../src/core/package-root.js'
import { benchFixes } from './fixes.js'
import { benchForwarding } from './forwarding.js'
import { benchLattice } from './lattice.js'
import { benchModelChecking } from './model-checking.js'
import { benchReplays } from './replays.js'
import { benchCheck } from './whole-check.js'

// Measures, prints, and keeps what was measured under docs/measured/, with the machine and the date.

const specification = readSpecification(join(packageRoot, 'spec'))
/** By the file that keeps them. */
const files = {
  bench: {
    replays: () => benchReplays(specification),
    forwarding: benchForwarding,
    fixes: () => benchFixes(),
  },
  checking: {
    modelChecking: () => benchModelChecking(specification, 'small'),
    lattice: () => benchLattice(specification),
    check: benchCheck,
  },
}
const benches = {
  ...files.bench,
  ...files.checking,
  modelCheckingAll: () => benchModelChecking(specification, 'all'),
}

/** Another ten minutes: only where it is asked for. */
const apart = ['modelCheckingAll']

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  process.stderr.write(`expected ${Object.keys(benches).join(', ')}, got ${unknown.join(', ')}\n`)
  process.exit(2)
}
const measured: Record<string, unknown> = {}
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 ? !asked.includes(name) : apart.includes(name)) continue
  process.stdout.write(`${name} ...\n`)
  measured[name] = await bench()
  process.stdout.write(`${JSON.stringify(measured[name], null, 2)}\n`)
}
for (const [file, own] of Object.entries(files)) {
  // A part alone would replace the rest of its file.
  const parts = Object.keys(own).filter((name) => Object.hasOwn(measured, name))
  if (parts.length < Object.keys(own).length) continue
  const kept = Object.fromEntries(parts.map((name) => [name, measured[name]]))
  writeMeasured(packageRoot, file, kept)
}
