import { cpus } from 'node:os'
import { PeerupError } from '../../../core/error.js'
import type { TlcOptions } from '../../../tlc/command.js'
import type { MemoryRow } from '../memory-row.js'
import { checkMemoryOrder } from './check-memory.js'
import { instructionsOf } from './instructions.js'
import {
  control,
  type LitmusResult,
  litmusResult,
  type Order,
  type Shape,
  shapes,
} from './litmus-result.js'
import { type Observation, observeShape } from './observe.js'
import type { MemoryOrderResult } from './result.js'

export type LitmusOptions = {
  shapes: readonly Shape[]
  orders: readonly Order[]
  /** For each shape and order. */
  seconds: number
  tlc: TlcOptions
  signal?: AbortSignal
  /** Runs this instead of native/build/litmus, with the same arguments. */
  program?: string
}

/** The memory model of an architecture: x86 is stronger than the others. */
export const memoryOf = (architecture: string): string =>
  architecture === 'x64' || architecture === 'ia32' ? 'tso' : 'relaxed'

/**
 * Runs shapes on two processors of this machine, and has TLC say which outcomes its memory model allows.
 * The control always runs. Throws as `checkMemoryOrder` and `observeShape`.
 */
export async function runLitmus(options: LitmusOptions): Promise<LitmusResult> {
  const memory = memoryOf(process.arch)
  const model = await checkMemoryOrder({ ...options.tlc, families: shapes })
  const rows = []
  for (const { shape, order } of planOf(options)) {
    // One run at a time, because two would share the processors.
    const observation = await observeShape({ ...options, shape, order })
    rows.push(rowOf(shape, order, observation, allowedBy(model, shape, order, memory)))
  }
  return litmusResult.parse({
    format: 'peerup-litmus/1',
    architecture: process.arch,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memory,
    rows,
    control: weakOf(rows.find((row) => row.shape === control.shape && row.order === control.order)),
  })
}

function planOf(options: LitmusOptions): { shape: Shape; order: Order }[] {
  const runs = options.shapes.flatMap((shape) => options.orders.map((order) => ({ shape, order })))
  const has = runs.some(({ shape, order }) => shape === control.shape && order === control.order)
  return has ? runs : [...runs, control]
}

/** The outcomes of a shape that the memory model allows, and those of sequential consistency. */
type Allowed = { allowed: Set<string>; sequential: Set<string> }

function allowedBy(model: MemoryOrderResult, shape: Shape, order: Order, memory: string): Allowed {
  const own = model.rows.filter(({ family, orders }) => family === shape && orders === order)
  const row = own.find((one) => one.memory === memory)
  if (row === undefined) {
    throw new PeerupError('mapping', `expected ${shape} with ${order} under ${memory}, got none`)
  }
  const names = (outcomes: MemoryRow['outcomes']) => new Set(outcomes.map(({ outcome }) => outcome))
  const sequential = own.find((one) => one.memory === 'sc')?.outcomes ?? []
  return { allowed: names(row.outcomes), sequential: names(sequential) }
}

type Row = LitmusResult['rows'][number]

function rowOf(
  shape: Shape,
  order: Order,
  observation: Observation,
  { allowed, sequential }: Allowed,
): Row {
  const { total, seconds, cpus: pinned, seed, outcomes } = observation
  return {
    shape,
    order,
    total,
    seconds,
    cpus: pinned,
    seed,
    outcomes: Object.entries(outcomes).map(([outcome, observed]) => ({
      outcome,
      observed,
      allowed: allowed.has(outcome),
      weak: !sequential.has(outcome),
    })),
    instructions: instructionsOf(shape, order),
  }
}

const weakOf = (row: Row | undefined): number =>
  row?.outcomes.find(({ weak }) => weak)?.observed ?? 0
