import { text } from 'node:stream/consumers'
import { asCommand } from './as-command.js'
import { editedEngine } from './engine-edits.js'

// Reads source-af-packet.c of Suricata 7.0.x, as upstream has it, and writes that of the variant that it is told.

await asCommand(async () => {
  const [variant = ''] = process.argv.slice(2)
  process.stdout.write(editedEngine(await text(process.stdin), variant))
})
