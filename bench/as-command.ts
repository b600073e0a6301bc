import { explain } from '../src/command/exit.js'

/** Runs a benchmark; an error has the text and exit code of a peerup command. */
export async function asCommand(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    const { text, code } = explain(error)
    process.stderr.write(`${text}\n`)
    process.exitCode = code
  }
}
