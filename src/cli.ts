#!/usr/bin/env node
import { endingSignals, exitCode, explain, interrupted } from './command/exit.js'

// A reader that went away (`peerup check | head`) ends the run, without a stack trace.
process.stdout.on('error', () => process.exit(exitCode.notAsExpected))

// Until a command takes signals itself; to load them all takes a moment.
for (const name of endingSignals) {
  process.once(name, () => process.exit(interrupted()))
}

try {
  const { main } = await import('./cli/main.js')
  await main()
} catch (error) {
  const { text, code } = explain(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = code
}
