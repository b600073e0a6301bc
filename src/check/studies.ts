import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Specification } from '../core/manifest.js'
import { packageRoot } from '../core/package-root.js'
import type { Trace } from '../core/trace.js'
import type { StudyResults } from '../report/check-result.js'
import { readClaims } from '../suricata/studies/claims/claims-file.js'
import type { Evidence } from '../suricata/studies/claims/evidence.js'
import type { Observation } from '../suricata/studies/claims/experiment.js'
import {
  type ClaimsResult,
  claimDeviations,
  judgeClaims,
} from '../suricata/studies/claims/judge-claims.js'
import { measure } from '../suricata/studies/claims/measure.js'
import { deepDeviations } from '../suricata/studies/deep/deep-deviations.js'
import {
  type CheckedEverySize,
  checkEverySize,
} from '../suricata/studies/every-size/check-every-size.js'
import { isPlanOf, readPlan } from '../suricata/studies/every-size/plan.js'
import {
  type EverySizeResult,
  everySizeDeviations,
  type RefinementRow,
} from '../suricata/studies/every-size/result.js'
import { checkFixSets } from '../suricata/studies/fix-sets/check-fix-sets.js'
import { traceOfSet } from '../suricata/studies/fix-sets/counterexample.js'
import { fixSetsPicture } from '../suricata/studies/fix-sets/picture.js'
import { unnamedReasons } from '../suricata/studies/fix-sets/reasons.js'
import type { FixSetsResult } from '../suricata/studies/fix-sets/result.js'
import { fixSetsOf } from '../suricata/studies/fix-sets/sets.js'
import { checkMemoryOrder } from '../suricata/studies/memory-order/check-memory.js'
import {
  type MemoryOrderResult,
  memoryRowIsAsExpected,
} from '../suricata/studies/memory-order/result.js'
import { type Deep, readDeep } from './measured.js'

export type StudyName = 'lattice' | 'reduction' | 'memory' | 'claims'

/** The file of a specification's folder that asks for each study. */
const files = {
  lattice: 'lattice.json',
  reduction: 'reduction.json',
  memory: 'memory/cases.json',
  claims: 'claims.json',
} as const satisfies Record<StudyName, string>

export type StudyOptions = {
  specification: Specification
  jar: string
  deep: boolean
  signal: AbortSignal
}

type Say = (text: string) => void
type Seen = Pick<Evidence, 'models' | 'replays'>

/**
 * What is asked of a specification beside its models: which changes are enough (lattice), whether more
 * threads change anything (reduction), what weaker memory orders change, and what that makes of the
 * report's claims. Each result is kept from when it is there.
 */
export class Studies {
  lattice: FixSetsResult | null = null
  /** Why sets of changes are not enough that have no name as a variant. */
  sets: Trace[] = []
  reduction: CheckedEverySize | null = null
  memory: MemoryOrderResult | null = null
  claims: ClaimsResult | null = null
  observations: Observation[] = []
  readonly #options: StudyOptions

  constructor(options: StudyOptions) {
    this.#options = options
  }

  /** Whether the specification asks for it. */
  has(name: StudyName): boolean {
    return existsSync(join(this.#options.specification.folder, files[name]))
  }

  /** Makes one study; rejects with what stood in its way. */
  make(name: StudyName, seen: Seen, say: Say): Promise<void> {
    switch (name) {
      case 'lattice':
        return this.#askLattice(say)
      case 'reduction':
        return this.#reduce(say)
      case 'memory':
        return this.#askMemory()
      case 'claims':
        return this.#judge(seen)
      default:
        return name satisfies never
    }
  }

  async #askLattice(say: Say): Promise<void> {
    const { specification } = this.#options
    this.lattice = await checkFixSets({ ...this.#options, onProgress: say })
    for (const key of unnamedReasons(this.lattice, specification.manifest)) {
      this.sets.push(await traceOfSet(specification, key, this.#options))
    }
  }

  async #reduce(say: Say): Promise<void> {
    this.reduction = await checkEverySize({
      ...this.#options,
      onProgress: ({ what }) => say(what),
    })
  }

  async #askMemory(): Promise<void> {
    const { specification, jar, signal } = this.#options
    this.memory = await checkMemoryOrder({
      folder: join(specification.folder, 'memory'),
      jar,
      signal,
    })
  }

  /** Makes the experiments anew, and holds the claims against them and against all other results. */
  async #judge({ models, replays }: Seen): Promise<void> {
    const { specification, signal } = this.#options
    const file = readClaims(specification)
    if (file === null) return
    const { manifest } = specification
    this.observations = await measure(file, specification, { signal })
    const memory = this.memory?.rows ?? []
    this.claims = judgeClaims(
      { manifest, models, replays, observations: this.observations, memory },
      file,
    )
  }

  /** Behaviours of engines too large to be enumerated. */
  traces(): readonly Trace[] {
    return this.reduction?.traces ?? []
  }

  /** Those that are kept in the tree: they are some megabytes each, so only a clean start's. */
  published(): readonly Trace[] {
    return [...this.sets, ...this.traces().filter(({ scenario }) => scenario === 'clean-start')]
  }

  /** Pictures that are none of a trace. */
  pictures(): { name: string; text: string }[] {
    if (this.lattice === null) return []
    const sets = fixSetsOf(this.#options.specification.manifest)
    return [{ name: 'lattice', text: fixSetsPicture(this.lattice, sets) }]
  }

  /** What a check puts out. */
  results(): StudyResults {
    return {
      ...(this.lattice === null ? {} : { lattice: this.lattice }),
      ...(this.reduction === null ? {} : { reduction: this.reduction.result }),
      ...(this.memory === null ? {} : { memory: this.memory }),
      ...(this.claims === null ? {} : { claims: this.claims }),
    }
  }

  /** What only a deep check asks: larger topologies. */
  deep(): Pick<Deep, 'lattice' | 'refinement'> {
    return {
      lattice: this.lattice?.safety.filter(({ model }) => model === '1x2') ?? [],
      refinement: this.reduction?.result.refinement.filter((row) => !this.#isUsual(row)) ?? [],
    }
  }

  /** Refinements that every check asks. */
  #isUsual(row: RefinementRow): boolean {
    const plan = readPlan(this.#options.specification)
    return plan.refinement.ordinary.some((planned) => isPlanOf(plan, planned, row))
  }

  /** What every check finds of engines of every size. */
  usualReduction(): EverySizeResult | null {
    if (this.reduction === null) return null
    const { result } = this.reduction
    return { ...result, refinement: result.refinement.filter((row) => this.#isUsual(row)) }
  }

  /** What came out otherwise than argued, a sentence each; what the documents quote too. */
  surprises(): string[] {
    const { specification } = this.#options
    // What was measured is measured of our own.
    const own = specification.folder === join(packageRoot, 'spec')
    const deep = own ? readDeep(packageRoot) : null
    const memory = this.memory?.rows.filter((row) => !memoryRowIsAsExpected(row)) ?? []
    return [
      ...(this.lattice?.surprises ?? []),
      ...(this.reduction === null ? [] : everySizeDeviations(this.reduction.result)),
      ...memory.map(
        ({ family, orders, memory, expected, verdict }) =>
          `${family} with ${orders} under ${memory}: expected ${expected}, got ${verdict}`,
      ),
      ...(this.claims === null ? [] : claimDeviations(this.claims)),
      ...(deep === null ? [] : deepDeviations(specification, deep)),
    ]
  }
}
