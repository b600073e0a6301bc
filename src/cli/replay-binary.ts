import { type AskedBinary, askBinary, takenFor } from '../check/ask-binary.js'
import { readSpecification } from '../mapping/manifest.js'
import type { Mapping } from '../mapping/mapping.js'
import { replayText } from '../report/counterexamples.js'
import { replayIsAsExpected, replayResult, type StepRow } from '../report/results.js'
import type { Binary } from '../suricata/command.js'
import { recognise } from '../suricata/version.js'
import { findJar } from '../tlc/jar.js'
import type { Trace } from '../trace/trace.js'
import { type ExitCode, exitCode, interrupted } from './exit.js'
import { interruptible, writeJson } from './options.js'

type Options = {
  folder: string
  mappingFile: string
  binary: Binary
  variant: string | undefined
  deadlineSeconds: number | undefined
  args: readonly string[]
  json: string | undefined
}

/** `peerup replay TRACE --binary PATH`: the engine is recognised, driven, and stopped. */
export async function replayInBinary(trace: Trace, options: Options): Promise<ExitCode> {
  const { binary, variant, deadlineSeconds: seconds, json } = options
  const specification = readSpecification(options.folder)
  const signal = interruptible()
  const recognised = await recognise(binary, {
    signal,
    ...(seconds === undefined ? {} : { deadlineMs: seconds * 1000 }),
  })
  if (signal.aborted) return interrupted()
  const engine = takenFor(recognised, variant, specification)
  const asked = await askBinary(
    trace,
    specification,
    { binary, engine },
    {
      jar: await findJar(),
      mappingFile: options.mappingFile,
      args: options.args,
      signal,
      ...(seconds === undefined
        ? {}
        : { deadlines: { assembleMs: seconds * 1000, stepMs: seconds * 1000 } }),
    },
  )
  if (signal.aborted) return interrupted()
  process.stdout.write(askedText(asked, specification.mapping))
  if (json !== undefined) {
    const { row, replayed } = asked
    const steps = replayed?.judged.steps ?? []
    writeJson(json, replayResult.parse({ format: 'peerup-replay/1', replay: row, steps }))
  }
  return replayIsAsExpected(asked.row) ? exitCode.asExpected : exitCode.notAsExpected
}

function askedText({ row, replayed }: AskedBinary, mapping: Mapping): string {
  const { engine } = row
  const lines: string[] = []
  for (const { index, performer, action, seen, differences } of replayed?.judged.steps ?? []) {
    const differs = differences.length === 0 ? '' : '  DIFFERS'
    lines.push(
      `${String(index).padStart(4)}  ${performer}  ${action.padEnd(16)}  ${seen}${differs}`,
    )
  }
  for (const { path, model, native } of replayed?.replayed.differences ?? []) {
    lines.push(`      ${path}: model ${JSON.stringify(model)}, program ${JSON.stringify(native)}`)
  }
  if (replayed !== null && replayed.judged.steps.length > 0) {
    lines.push(
      'anchored: stopped at that call; inferred: seen in the snapshots around it; unordered: between the same two calls as others',
    )
  }
  const early = endedEarly(replayed?.judged.steps ?? [], mapping)
  if (early !== '') lines.push(`ended before their time: ${early}`)
  const expected = replayIsAsExpected(row) ? '' : `, expected ${row.expected}`
  const predicted =
    typeof row.predicted === 'number' ? ` (the model says: refused at step ${row.predicted})` : ''
  lines.push(`${replayText(row)}${expected}${predicted}`)
  lines.push(
    `engine: ${engine.version ?? 'of unknown version'}, taken for ${engine.takenFor ?? 'no variant'}${timesText(row)}; it ${engine.ended}`,
  )
  if (replayed !== null && row.verdict === 'reproduced') {
    lines.push(`afterwards: ${row.afterwards} (${replayed.afterwards})`)
  }
  if (replayed !== null && row.verdict !== 'reproduced') {
    const gates = Object.entries(replayed.replayed.at).map(
      ([thread, gate]) => `${thread} at ${gate ?? 'none'}`,
    )
    lines.push(`gates: ${gates.join(', ')}`)
  }
  const output = replayed?.output.trimEnd() ?? ''
  if (output !== '') lines.push('the engine wrote:', output.replaceAll(/^/gm, '  '))
  return `${lines.join('\n')}\n`
}

function timesText({ engine: { startSeconds, replaySeconds } }: AskedBinary['row']): string {
  if (startSeconds === null || replaySeconds === null) return ''
  return `; it started in ${startSeconds.toFixed(2)} s, the replay took ${replaySeconds.toFixed(2)} s`
}

/** Which waits of the engine a replay cuts short: in real time the others would have had as long. */
function endedEarly(steps: readonly StepRow[], { actions }: Mapping): string {
  const names = steps.map(({ action }) => action)
  return Object.entries(actions)
    .flatMap(([name, { timeOut }]) => {
      const times = names.filter((one) => one === name).length
      return timeOut === undefined || times === 0 ? [] : [`${timeOut} at ${name}, ${times} times`]
    })
    .join('; ')
}
