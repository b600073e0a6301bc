import { modelOf, type Specification } from '../../../core/manifest.js'
import { type ModuleDefinition, moduleRequest } from '../../../tlc/module-request.js'
import type { Behaviour, TlcResult } from '../../../tlc/output/read-output.js'
import { runTlc, type TlcRequest } from '../../../tlc/run.js'
import type { LivenessRow, ModelName, OrderRow, SafetyRow, StuckProperty } from './result.js'
import { modelsOf, readUnread, type SameModel } from './same-model.js'
import { type FixSet, fatalScenarios, type Scenario, scenarioText, variantText } from './sets.js'
import { readSurvey } from './survey.js'

/** A question to TLC: the request, and how to read the answer. */
export type Question<Row> = {
  label: string
  request: TlcRequest
  read: (result: TlcResult) => Row[]
}

/** The verdict on a search for liveness, and its states. */
export type LivenessAnswer = Pick<LivenessRow, 'verdict' | 'breaks' | 'length'> & { states: number }

export type Cell = { set: FixSet; scenario: Scenario }

export type QuestionOptions = { jar: string; signal?: AbortSignal }

/** Deeper than any model of this kind; a survey that goes deeper is an error, not a verdict. */
const horizons: Record<ModelName, number> = { '1x1': 100, any: 100, '1x2': 250 }

/** One search for the safety of many sets, and for states in which they are stuck. */
export function surveyOf(
  specification: Specification,
  model: ModelName,
  cells: readonly Cell[],
): Question<SafetyRow> {
  const horizon = horizons[model]
  const models = modelsOf(cells, readUnread(specification))
  const reduced = model === 'any'
  return {
    label: `safety of ${models.length} models, ${model}`,
    request: requestOf(specification, {
      base: reduced ? 'MCPairFixSets' : 'MCFixSets',
      definitions: [definitionOf(models)],
      constants: {
        // The questions have their own variants and scenarios.
        ...(reduced ? { Variant: '0', Scenario: '0' } : topologyOf(specification, model)),
        ...questionConstants(horizon),
      },
      specification: 'FixSetsSpec',
      invariants: ['Record'],
      // A state that is stuck stays so: the survey's verdicts on liveness rest on it.
      properties: reduced ? [] : ['StuckForEver'],
    }),
    read: (result) =>
      readSurvey(result, { count: models.length, horizon }).flatMap((note, index) => {
        const one = models[index]
        return (one?.sets ?? []).map(({ name }) => ({
          ...{ model, set: name, scenario: one?.scenario ?? 'clean-start' },
          ...note,
        }))
      }),
  }
}

/** Whether all these sets are live, at 1x1. MCFixSets.tla argues that UnpublishedIsTemporary follows. */
export function livenessOf(
  specification: Specification,
  cells: readonly Cell[],
): Question<LivenessAnswer> {
  const models = modelsOf(cells, readUnread(specification))
  const isFatal = cells.every(({ scenario }) => fatalScenarios.includes(scenario as never))
  const properties = isFatal ? ['FatalFailureIsNoticed'] : ['BarrierOpens', 'EveryThreadForwards']
  return {
    label: `liveness of ${models.length} models`,
    request: requestOf(specification, {
      base: 'MCFixSets',
      definitions: [definitionOf(models)],
      constants: { ...topologyOf(specification, '1x1'), ...questionConstants(1) },
      specification: 'LiveSpec',
      invariants: [],
      properties,
    }),
    read: ({ verdict, states }) => [
      {
        verdict: verdict.kind,
        breaks: verdict.kind === 'holds' ? null : brokenBy(verdict.behaviour, isFatal),
        length: verdict.kind === 'holds' ? null : verdict.behaviour.states.length,
        states,
      },
    ],
  }
}

/** The property that an endless behaviour violates: TLC names none of several. */
function brokenBy({ states }: Behaviour, isFatal: boolean): StuckProperty {
  if (isFatal) return 'FatalFailureIsNoticed'
  return states.at(-1)?.state.turn === 0 ? 'EveryThreadForwards' : 'BarrierOpens'
}

/** Whether a set keeps the order of its fanout groups, at 1x2. A search ends at the first violation. */
export function orderOf(
  specification: Specification,
  { scenario, sets, features }: SameModel,
): Question<OrderRow> {
  return {
    label: `order of ${sets[0]?.name ?? 'no set'}`,
    request: requestOf(specification, {
      base: 'MCFixSets',
      definitions: [definitionOf([{ scenario, features }])],
      constants: { ...topologyOf(specification, '1x2'), ...questionConstants(1) },
      specification: 'OrderSpec',
      invariants: ['StartedImpliesOrdered'],
      properties: [],
    }),
    read: ({ verdict, states }) =>
      sets.map(({ name }) => ({
        ...{ set: name, scenario: 'clean-start' as const, verdict: verdict.kind, states },
        length: verdict.kind === 'violated' ? verdict.behaviour.states.length : null,
      })),
  }
}

const definitionOf = (models: readonly Pick<SameModel, 'features' | 'scenario'>[]): string => {
  const questions = models.map(
    ({ features, scenario }) =>
      `[variant |-> ${variantText({ features })}, scenario |-> ${scenarioText(scenario)}]`,
  )
  return `TheQuestions == <<\n  ${questions.join(',\n  ')} >>`
}

const questionConstants = (horizon: number) => ({
  Questions: '<- TheQuestions',
  Horizon: String(horizon),
})

/** The shortest behaviour in which a set violates a property, and TLC's version; null if it holds. */
export async function counterexampleOf(
  specification: Specification,
  cell: Cell & { topology: string },
  { property, temporal }: { property: string; temporal: boolean },
  options: QuestionOptions,
): Promise<{ behaviour: Behaviour; tlc: string } | null> {
  const claims = {
    invariants: temporal ? [] : [property],
    properties: temporal ? [property] : [],
  }
  const result = await runTlc(requestOfCell(specification, cell, claims), options)
  return result.verdict.kind === 'holds'
    ? null
    : { behaviour: result.verdict.behaviour, tlc: result.version }
}

type Claims = { invariants: readonly string[]; properties: readonly string[] }

function requestOfCell(
  specification: Specification,
  { set, scenario, topology }: Cell & { topology: string },
  claims: Claims,
) {
  return requestOf(specification, {
    ...claims,
    base: specification.manifest.module,
    definitions: [`TheVariant == ${variantText(set)}`, `TheScenario == ${scenarioText(scenario)}`],
    constants: {
      ...topologyOf(specification, topology),
      Variant: '<- TheVariant',
      Scenario: '<- TheScenario',
    },
    specification: specification.manifest.specification,
  })
}

const topologyOf = ({ manifest }: Specification, topology: string): Record<string, string> =>
  modelOf(manifest, { variant: 'v8', scenario: 'clean-start', topology }).constants

type OwnFields = Omit<ModuleDefinition, 'specFolder' | 'name' | 'deadlock'>

const requestOf = ({ folder }: Specification, fields: OwnFields): TlcRequest =>
  moduleRequest({ ...fields, specFolder: folder, name: 'FixSetsRun', deadlock: true })
