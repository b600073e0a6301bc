import { explain } from '../src/command/exit.js'

/** Runs a program of the benchmarks; what goes wrong ends it as it ends a command of peerup's. */
export async function asCommand(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    const { text, code } = explain(error)
    process.stderr.write(`${text}\n`)
    process.exitCode = code
  }
}
