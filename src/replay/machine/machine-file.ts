import { jsonText } from '../../core/json-text.js'
import { readJson } from '../../core/read-json.js'
import { writeWhole } from '../../core/write-file.js'
import type { MachineDefinition } from './definition.js'
import { parseMachine } from './load-machine.js'

/** Reads `NAME.machine.json`. Throws a PeerupError `usage` for an unreadable file, `trace` for an invalid one. */
export function readMachine(file: string): MachineDefinition {
  return parseMachine(readJson(file, 'trace'), { file })
}

export function writeMachine(file: string, definition: MachineDefinition): void {
  writeWhole(file, jsonText(parseMachine(definition)))
}
