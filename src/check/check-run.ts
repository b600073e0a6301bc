import { join } from 'node:path'
import pMap from 'p-map'
import type { PeerupError } from '../core/error.js'
import { groupBy } from '../core/group-by.js'
import type { Model, Specification } from '../core/manifest.js'
import { packageRoot } from '../core/package-root.js'
import type { Trace } from '../core/trace.js'
import { findChromium } from '../diagram/chromium.js'
import type { ProgramAdapter } from '../replay/program/testbed.js'
import { modelIsAsExpected, replayIsAsExpected } from '../report/as-expected.js'
import type { CheckResult } from '../report/check-result.js'
import { type Predictions, predict } from '../tlc/follow/predict.js'
import { findJar } from '../tlc/jar.js'
import { checkModel } from './check-model.js'
import { CheckResults, uncheckedModel } from './check-results.js'
import { Coverage } from './coverage.js'
import { drawBehaviours, shareOut } from './draw-behaviours.js'
import { writeMeasured } from './measured.js'
import {
  inOtherVariants,
  inOwnVariant,
  notRunRow,
  type PlannedReplay,
  planReplays,
} from './plan-replays.js'
import { publish } from './publish.js'
import { traceFile } from './publish-traces.js'
import { type Replaying, replayAll } from './replay-all.js'
import { isWhole, type Selection, selectModels } from './select.js'
import type { StartStudies, Study } from './study.js'
import { StudyList } from './study-list.js'

export type CheckSettings = {
  specification: Specification
  adapter: ProgramAdapter
  /** What is asked beside the models. */
  startStudies: StartStudies
  selection: Selection
  replay: boolean
  deep: boolean
  /** Where to write traces and documents; null: where the committed ones are, if nothing was left out. */
  out: string | null
  signal: AbortSignal
}

type Say = (text: string) => void

/** Looks at what this machine can do; throws `usage` for a selection of names that do not exist. */
export async function startCheck(settings: CheckSettings): Promise<CheckRun> {
  const models = selectModels(settings.specification, settings.selection)
  const run = new CheckRun(settings, models, await findJar())
  if (settings.replay) {
    await settings.adapter.expectUsable().catch((error: unknown) => run.missReplays(error))
  }
  return run
}

/**
 * One run of `check`, stage by stage. A stage that fails costs its own results and no others: each
 * result is kept from when it is there.
 */
export class CheckRun {
  readonly models: readonly Model[]
  /** In the order in which they are made. */
  readonly studies: readonly Study[]
  readonly #settings: CheckSettings
  readonly #jar: string
  readonly #start = performance.now()
  readonly #results: CheckResults
  readonly #coverage: Coverage
  readonly #studyList: StudyList
  readonly #made = new Set<Study>()
  #predictions: Predictions = new Map()
  #noReplays: string | null = null
  #unable = false
  #written = ''

  constructor(settings: CheckSettings, models: readonly Model[], jar: string) {
    this.#settings = settings
    this.models = models
    this.#jar = jar
    this.#results = new CheckResults(models)
    this.#coverage = new Coverage(settings.specification.mapping)
    if (!settings.replay) this.#noReplays = 'left out by --no-replay'
    this.studies = settings.startStudies({ ...settings, jar })
    this.#studyList = new StudyList(isWhole(settings.selection) ? this.studies : [])
  }

  /** Notes that this machine cannot replay; the rest goes on. */
  missReplays(error: unknown): void {
    this.#noReplays = this.#results.fail(error).message
    this.#unable = true
  }

  /** Whether somebody ended the run before its end; results that are there count. */
  isInterrupted(): boolean {
    return this.#settings.signal.aborted
  }

  async checkModel(model: Model, say: Say): Promise<void> {
    const { specification, deep, signal } = this.#settings
    try {
      const { rows, traces, tlc } = await checkModel(specification, model, {
        jar: this.#jar,
        deep,
        signal,
        onProgress: ({ states, depth }) => say(`${states} states, depth ${depth}`),
      })
      const published = this.#root() !== null
      const files = new Map(traces.map((trace) => [trace.property, traceFile(trace)]))
      const fileOf = (property: string) => (published ? (files.get(property) ?? null) : null)
      this.#results.keep(model, {
        rows: rows.map((row) => ({ ...row, trace: fileOf(row.property) })),
        traces,
        tlc,
      })
    } catch (error) {
      if (this.isInterrupted()) {
        this.#results.keep(model, uncheckedModel(model, 'not-run', 'interrupted'))
        return
      }
      const failure = this.#results.fail(error)
      const ran = failure.code !== 'environment'
      this.#results.keep(model, uncheckedModel(model, ran ? 'error' : 'not-run', failure.message))
    }
  }

  summaryOf(model: Model): string {
    const rows = this.#results.rows(model)
    const states = Math.max(0, ...rows.map((row) => row.states ?? 0))
    const surprises = rows.filter((row) => !modelIsAsExpected(row)).length
    return surprises === 0 ? `${states} states, as expected` : `${surprises} NOT as expected`
  }

  replaySkipped(): string | null {
    return this.#noReplays === null ? null : `No replays: ${this.#noReplays}`
  }

  /** Why a study is left out; null if it is made. */
  studySkipped(study: Study): string | null {
    if (!isWhole(this.#settings.selection)) return 'not in a run of some models only'
    if (!study.isAsked()) return 'not asked by this specification'
    return study.needsReplays === true ? this.replaySkipped() : null
  }

  /** Whether a study was made to its end. */
  isMade(study: Study): boolean {
    return this.#made.has(study)
  }

  async makeStudy(study: Study, say: Say): Promise<void> {
    // The same with and without --deep: what that adds is a measurement, and decides nothing.
    const input = { models: this.#results.usualAndDeep().usual, replays: this.result().replays }
    try {
      await study.make(input, say)
      this.#made.add(study)
    } catch (error) {
      if (!this.isInterrupted()) this.#results.fail(error)
    }
  }

  /** What the studies found otherwise than argued. */
  deviations(): string[] {
    return this.#studyList.deviations()
  }

  /** What the studies say in the overview. */
  notes(): string[] {
    return this.#studyList.notes()
  }

  /** Asks the model which variants have which counterexample, and where the others leave it. */
  async predictReplays(): Promise<void> {
    const { specification, signal } = this.#settings
    try {
      const traces = [...this.#traces(), ...this.#studyList.namelessTraces()]
      this.#predictions = await predict(specification, traces, { jar: this.#jar, signal })
    } catch (error) {
      this.#results.fail(error)
    }
  }

  /** Why no counterexample is followed; null if they are. */
  followSkipped(): string | null {
    const { follow } = this.specification.manifest
    return follow === undefined ? 'not asked by this specification' : null
  }

  predictSummary(): string {
    return `${this.#predictions.size} counterexamples`
  }

  /** Why no variant without a name is replayed; null if some are. */
  setsSkipped(): string | null {
    const asked = this.studies.some(
      (study) => study.namelessTraces !== undefined && this.studySkipped(study) === null,
    )
    return asked ? null : 'no variant without a name'
  }

  async replayCounterexamples(say: Say): Promise<void> {
    this.#results.counterexamples.push(...(await this.#replay(this.#plan(), say)))
  }

  /** Shows natively why nothing less is enough: each smaller set has its counterexample. */
  async replaySets(say: Say): Promise<void> {
    const plan = this.#studyList.namelessTraces().map(inOwnVariant)
    this.#results.sets.push(...(await this.#replay(plan, say)))
  }

  async replayDrawn(say: Say): Promise<void> {
    const { specification, signal } = this.#settings
    const byVariant = groupBy(this.models, (model) => model.variant)
    const shares = byVariant.flatMap(([, models]) => {
      const counts = shareOut(models.length)
      return models.map((model, i) => ({ model, count: counts[i] ?? 0 }))
    })
    say('TLC draws behaviours')
    const traces = await pMap(
      shares,
      async ({ model, count }): Promise<Trace[]> => {
        try {
          return await drawBehaviours(specification, model, count, { jar: this.#jar, signal })
        } catch (error) {
          this.#results.fail(error)
          return []
        }
      },
      { concurrency: 2 },
    )
    const plan = traces.flat().map(inOwnVariant)
    const onReplayed = ({ trace }: PlannedReplay) => this.#coverage.count(trace)
    const rows = await this.#replay(plan, say, { observe: false, onReplayed })
    this.#results.drawn.push(...rows)
  }

  replaySummary(which: 'counterexamples' | 'sets' | 'drawn'): string {
    const rows = this.#results[which]
    if (rows.length === 0) return 'nothing to replay'
    const good = rows.filter(replayIsAsExpected).length
    const steps = which === 'drawn' ? `, ${this.#coverage.text()}` : ''
    return `${good} of ${rows.length} as expected${steps}`
  }

  /** Why nothing is written; null if it is. */
  writeSkipped(): string | null {
    if (this.#root() === null)
      return 'Nothing written: not everything was asked for (--out writes it all the same)'
    const incomplete = this.failures().length > 0 || this.#noReplays !== null
    return incomplete && this.#settings.out === null
      ? 'Nothing written: not everything ran (--out writes it all the same)'
      : null
  }

  async write(say: Say): Promise<void> {
    const root = this.#root()
    if (root === null) return
    const { specification, signal, out } = this.#settings
    const { usual, deep } = this.#results.usualAndDeep()
    const { counterexamples, sets, drawn } = this.#results
    try {
      findChromium()
      // The documents are the same with and without --deep: what it adds is a measurement.
      if (this.#settings.deep)
        writeMeasured(root, 'deep', { models: deep, ...this.#studyList.deepRows() })
      const published = {
        root,
        specification,
        models: this.models,
        own: out === null,
        check: { ...this.result(), models: usual, replays: [...counterexamples, ...drawn] },
        traces: [...this.#results.traces(), ...this.#studyList.publishedTraces()],
        replays: [...sets, ...counterexamples],
        studies: this.#studyList,
        signal,
      }
      this.#written = await publish(published, say)
    } catch (error) {
      // An interruption is known as the reason why the drawing ended.
      if (!this.isInterrupted()) this.#results.fail(error)
    }
  }

  writeSummary(): string {
    return this.#written === '' ? 'failed' : this.#written
  }

  result(): CheckResult {
    const why = this.#noReplays ?? ''
    const missed = this.#unable ? this.#plan().map((planned) => notRunRow(planned, why)) : []
    return {
      format: 'peerup-check/1',
      tlc: this.#results.tlc(),
      models: this.#results.rows(),
      replays: [
        ...missed,
        ...this.#results.counterexamples,
        ...this.#results.sets,
        ...this.#results.drawn,
      ],
      ...this.#studyList.results(),
      seconds: (performance.now() - this.#start) / 1000,
    }
  }

  get specification(): Specification {
    return this.#settings.specification
  }

  /** What stood in the way of results, as errors. */
  failures(): readonly PeerupError[] {
    return this.#results.failures()
  }

  isAsExpected(): boolean {
    return this.#results.areAsExpected() && this.deviations().length === 0
  }

  #replay(plan: readonly PlannedReplay[], say: Say, more: Partial<Replaying> = {}) {
    const { specification, adapter, signal } = this.#settings
    const fail = (error: unknown) => this.#results.fail(error)
    return replayAll(plan, { specification, adapter, signal, fail, say, observe: true, ...more })
  }

  /** Where traces and documents go; null if this run writes none. */
  #root(): string | null {
    const { out, selection, specification } = this.#settings
    if (out !== null) return out
    if (!isWhole(selection) || !this.#settings.replay) return null
    const own = specification.folder === join(packageRoot, 'spec')
    return own ? packageRoot : specification.folder
  }

  /** All counterexamples, also those of engines that are too large to be enumerated. */
  #traces(): Trace[] {
    return [...this.#results.traces(), ...this.#studyList.traces()]
  }

  /** The sets without a name are replayed in the named variants; in their own by `replaySets`. */
  #plan(): PlannedReplay[] {
    const rows = this.#results.rows()
    const nameless = this.#studyList.namelessTraces()
    const others = nameless.flatMap((trace) => inOtherVariants(trace, rows, this.#predictions))
    return [...planReplays(this.#traces(), rows, this.#predictions), ...others]
  }
}
