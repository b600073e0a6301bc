import { groupBy } from '../core/group-by.js'
import type { Model } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import { replayIsAsExpected } from '../report/as-expected.js'
import type { ReplayRow } from '../report/results.js'
import { type Predictions, predict } from '../tlc/follow/predict.js'
import type { CheckResults } from './check-results.js'
import type { CheckSettings } from './check-settings.js'
import { Coverage } from './coverage.js'
import { drawBehavioursOfAll } from './draw-behaviours.js'
import {
  inOtherVariants,
  inOwnVariant,
  notRunRow,
  type PlannedReplay,
  planReplays,
} from './plan-replays.js'
import { type Replaying, replayAll } from './replay-all.js'
import type { StudyList } from './study-list.js'

type ReplayContext = {
  settings: CheckSettings
  jar: string
  models: readonly Model[]
  results: CheckResults
  studies: StudyList
}

type Say = (text: string) => void

/** The stages of a check that predict and replay. They keep their rows and failures in its results. */
export class ReplayStages {
  readonly #context: ReplayContext
  readonly #coverage: Coverage
  #predictions: Predictions = new Map()
  #drawn: Promise<Trace[]> | null = null
  #whyNone: string | null
  #isImpossible = false

  constructor(context: ReplayContext) {
    this.#context = context
    const { replay, specification } = context.settings
    this.#whyNone = replay ? null : 'left out by --no-replay'
    this.#coverage = new Coverage(specification.mapping)
  }

  /** Gives up all replays of a machine that cannot run them. */
  giveUp(error: unknown): void {
    this.#whyNone = this.#context.results.fail(error).message
    this.#isImpossible = true
  }

  /** Why this check replays nothing; null if it replays. */
  skipped(): string | null {
    return this.#whyNone === null ? null : `No replays: ${this.#whyNone}`
  }

  /** Follows each counterexample in every variant, to find the step at which the variant leaves it. */
  async predict(): Promise<void> {
    const { settings, jar, results, studies } = this.#context
    const { specification, signal } = settings
    try {
      const traces = [...this.#traces(), ...studies.namelessTraces()]
      this.#predictions = await predict(specification, traces, { jar, signal })
    } catch (error) {
      results.fail(error)
    }
  }

  predictionCount(): number {
    return this.#predictions.size
  }

  /** Replays wait for the kernel most of the time, so TLC draws the behaviours of the last stage meanwhile. */
  async replayCounterexamples(say: Say): Promise<void> {
    this.#drawn = this.#draw()
    const rows = await this.#replay(this.#plan(), say)
    this.#context.results.counterexamples.push(...rows)
  }

  /** Shows natively that no smaller set of changes suffices: each has its counterexample. */
  async replaySets(say: Say): Promise<void> {
    const { results, studies } = this.#context
    const plan = studies.namelessTraces().map(inOwnVariant)
    results.sets.push(...(await this.#replay(plan, say)))
  }

  async replayDrawn(say: Say): Promise<void> {
    const { results } = this.#context
    say('TLC draws behaviours')
    const traces = await (this.#drawn ?? this.#draw())
    const onReplayed = ({ trace }: PlannedReplay) => this.#coverage.count(trace)
    const plan = traces.map(inOwnVariant)
    results.drawn.push(...(await this.#replay(plan, say, { observe: false, onReplayed })))
  }

  summary(which: 'counterexamples' | 'sets' | 'drawn'): string {
    const rows = this.#context.results[which]
    if (rows.length === 0) return 'nothing to replay'
    const matching = rows.filter(replayIsAsExpected).length
    const steps = which === 'drawn' ? `, ${this.#coverage.text()}` : ''
    return `${matching} of ${rows.length} as expected${steps}`
  }

  /** A row for each counterexample's replay that this machine cannot run, then the rows of all stages. */
  rows(): ReplayRow[] {
    const { counterexamples, sets, drawn } = this.#context.results
    const why = this.#whyNone ?? ''
    const missed = this.#isImpossible ? this.#plan().map((one) => notRunRow(one, why)) : []
    return [...missed, ...counterexamples, ...sets, ...drawn]
  }

  #draw(): Promise<Trace[]> {
    const { settings, jar, models, results } = this.#context
    const { specification, signal } = settings
    const byVariant = groupBy(models, (model) => model.variant)
    return drawBehavioursOfAll(
      specification,
      byVariant.map(([, ofVariant]) => ofVariant),
      { jar, signal, fail: (error) => results.fail(error) },
    )
  }

  #replay(plan: readonly PlannedReplay[], say: Say, more: Partial<Replaying> = {}) {
    const { settings, results } = this.#context
    const { specification, adapter, signal } = settings
    const fail = (error: unknown) => results.fail(error)
    return replayAll(plan, { specification, adapter, signal, fail, say, observe: true, ...more })
  }

  /** All counterexamples, with those of engines that are too large for an enumeration. */
  #traces(): Trace[] {
    const { results, studies } = this.#context
    return [...results.traces(), ...studies.traces()]
  }

  /** Replays of all counterexamples. `replaySets` replays those of nameless sets in their own variant. */
  #plan(): PlannedReplay[] {
    const { results, studies } = this.#context
    const rows = results.rows()
    const others = studies
      .namelessTraces()
      .flatMap((trace) => inOtherVariants(trace, rows, this.#predictions))
    return [...planReplays(this.#traces(), rows, this.#predictions), ...others]
  }
}
