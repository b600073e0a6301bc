import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Specification } from '../core/manifest.js'
import { type Trace, traceName } from '../core/trace.js'
import { makeFolder, writeWhole } from '../core/write-file.js'
import { type Diagram, renderAll } from '../diagram/render.js'
import { sequenceDiagram } from '../diagram/sequence.js'
import type { ReplayRow } from '../report/results.js'
import { documentsPath } from './document-folder.js'
import { removeOthers } from './publish-traces.js'

const picturesFolder = (root: string) => makeFolder(root, ...documentsPath.split('/'), 'diagrams')

/** Writes the diagrams' texts; returns the diagrams without a picture of their present text. */
export function writeDiagrams(
  root: string,
  from: { traces: readonly Trace[]; replays: readonly ReplayRow[]; others: readonly Diagram[] },
  specification: Specification,
): Diagram[] {
  const { traces, replays, others } = from
  const folder = picturesFolder(root)
  const pictures = [...traces.map((trace) => diagramOf(trace, replays, specification)), ...others]
  const names = pictures.map(({ name }) => name)
  for (const ending of ['.mmd', '.svg']) removeOthers(folder, ending, names)
  return pictures.filter(({ name, text }) => {
    const file = join(folder, `${name}.mmd`)
    const drawn = existsSync(file) && existsSync(join(folder, `${name}.svg`))
    if (drawn && readFileSync(file, 'utf8') === text) return false
    // Remove the old picture, so that the next run draws it if this one is interrupted.
    rmSync(join(folder, `${name}.svg`), { force: true })
    writeWhole(file, text)
    return true
  })
}

function diagramOf(
  trace: Trace,
  replays: readonly ReplayRow[],
  { mapping, manifest }: Specification,
): Diagram {
  const name = traceName(trace)
  const property = manifest.properties[trace.property]
  const observed = replays.find(
    (row) => row.trace === name && 'variant' in row && row.variant === trace.variant,
  )
  const text = sequenceDiagram(trace, mapping, {
    ...(property === undefined ? {} : { property }),
    ...(observed === undefined || observed.verdict === 'not-run' ? {} : { observed }),
  })
  return { name, text }
}

/** Draws pictures beside their texts, all in one browser. Rejects as `renderAll` does. */
export async function drawDiagrams(
  root: string,
  diagrams: readonly Diagram[],
  signal: AbortSignal,
): Promise<void> {
  for (const { name, svg } of await renderAll(diagrams, { signal })) {
    writeWhole(join(picturesFolder(root), `${name}.svg`), svg)
  }
}
