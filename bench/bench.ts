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

// Runs benchmarks, prints their results, and keeps them in docs/measured/ with the machine and the date.

const specification = readSpecification(join(packageRoot, 'spec'))
/** Benchmarks by the file that keeps their results. */
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

/** Takes ten more minutes: runs only if named. */
const onlyIfNamed = ['modelCheckingAll']

const requested = process.argv.slice(2)
const unknown = requested.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  process.stderr.write(`expected ${Object.keys(benches).join(', ')}, got ${unknown.join(', ')}\n`)
  process.exit(2)
}
const measured: Record<string, unknown> = {}
for (const [name, bench] of Object.entries(benches)) {
  if (requested.length > 0 ? !requested.includes(name) : onlyIfNamed.includes(name)) continue
  process.stdout.write(`${name} ...\n`)
  measured[name] = await bench()
  process.stdout.write(`${JSON.stringify(measured[name], null, 2)}\n`)
}
for (const [file, group] of Object.entries(files)) {
  // Part of a group would replace its whole file.
  const parts = Object.keys(group).filter((name) => Object.hasOwn(measured, name))
  if (parts.length < Object.keys(group).length) continue
  const results = Object.fromEntries(parts.map((name) => [name, measured[name]]))
  writeMeasured(packageRoot, file, results)
}
