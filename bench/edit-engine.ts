import { text } from 'node:stream/consumers'
import { asCommand } from './as-command.js'
import { editedEngine } from './engine-edits.js'

// Reads upstream's source-af-packet.c of Suricata 7.0.x, and writes that of the variant in its argument.

await asCommand(async () => {
  const [variant = ''] = process.argv.slice(2)
  process.stdout.write(editedEngine(await text(process.stdin), variant))
})
