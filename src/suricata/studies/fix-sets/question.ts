import { modelOf, type Specification } from '../../../core/manifest.js'
import { type ModuleDefinition, moduleRequest } from '../../../tlc/module-request.js'
import type { Behaviour, TlcResult } from '../../../tlc/output/read-output.js'
import { runTlc, type TlcRequest } from '../../../tlc/run.js'
import type { LivenessRow, ModelName, SafetyRow } from './result.js'
import { type FixSet, type Scenario, scenarioText, variantText } from './sets.js'
import { readSurvey } from './survey.js'

/** A question to TLC: the request, and how to read the answer. */
export type Question<Row> = {
  label: string
  request: TlcRequest
  read: (result: TlcResult) => Row[]
}

export type Cell = { set: FixSet; scenario: Scenario }

export type QuestionOptions = { jar: string; signal?: AbortSignal }

/** Deeper than any model of this kind; a survey that goes deeper is an error, not a verdict. */
const horizons: Record<ModelName, number> = { '1x1': 100, any: 100, '1x2': 250 }

/** One search for the safety of many sets. */
export function surveyOf(
  specification: Specification,
  model: ModelName,
  cells: readonly Cell[],
): Question<SafetyRow> {
  const horizon = horizons[model]
  const questions = cells.map(
    ({ set, scenario }) =>
      `[variant |-> ${variantText(set)}, scenario |-> ${scenarioText(scenario)}]`,
  )
  const reduced = model === 'any'
  return {
    label: `safety of ${cells.length} questions, ${model}`,
    request: requestOf(specification, {
      base: reduced ? 'MCPairFixSets' : 'MCFixSets',
      definitions: [`TheQuestions == <<\n  ${questions.join(',\n  ')} >>`],
      constants: {
        // The questions have their own variants and scenarios.
        ...(reduced ? { Variant: '0', Scenario: '0' } : topologyOf(specification, model)),
        Questions: '<- TheQuestions',
        Horizon: String(horizon),
      },
      specification: 'FixSetsSpec',
      invariants: ['Record'],
      properties: [],
    }),
    read: (result) =>
      readSurvey(result, { count: cells.length, horizon }).flatMap((note, index) => {
        const cell = cells[index]
        return cell === undefined
          ? []
          : [{ model, set: cell.set.name, scenario: cell.scenario, ...note }]
      }),
  }
}

/** Whether a set is live in a scenario. MCFixSets.tla argues that UnpublishedIsTemporary follows. */
export function livenessOf(specification: Specification, cell: Cell): Question<LivenessRow> {
  const properties = ['BarrierOpens', 'EveryThreadForwards']
  return {
    label: `liveness of ${cell.set.name} in ${cell.scenario}`,
    request: requestOfCell(specification, cell, { invariants: [], properties }),
    read: ({ verdict, states }) => [
      {
        set: cell.set.name,
        scenario: cell.scenario,
        verdict: verdict.kind,
        states,
        length: verdict.kind === 'violated' ? verdict.behaviour.states.length : null,
      },
    ],
  }
}

/** The shortest behaviour in which a set violates a property, and TLC's version; null if it holds. */
export async function counterexampleOf(
  specification: Specification,
  cell: Cell,
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

function requestOfCell(specification: Specification, { set, scenario }: Cell, claims: Claims) {
  return requestOf(specification, {
    ...claims,
    base: specification.manifest.module,
    definitions: [`TheVariant == ${variantText(set)}`, `TheScenario == ${scenarioText(scenario)}`],
    constants: {
      ...topologyOf(specification, '1x1'),
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
