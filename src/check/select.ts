import { join } from 'node:path'
import { PeerupError } from '../core/error.js'
import { type Model, type ModelKey, modelOf, type Specification } from '../core/manifest.js'

/** The options that select models; an empty selection means all. */
export type Selection = {
  variants?: readonly string[]
  scenario?: string
  pairs?: number
  threads?: number
}

/**
 * The models of a selection, in the order of the manifest. These are the ones that the manifest lists or,
 * if it lists none of them, all. Throws `usage` for an unknown name, `mapping` for a manifest without models.
 */
export function selectModels(specification: Specification, selection: Selection): Model[] {
  const { manifest } = specification
  const topologies =
    selection.pairs === undefined && selection.threads === undefined
      ? [...new Set(manifest.models.map((model) => model.topology))]
      : [`${selection.pairs ?? 1}x${selection.threads ?? 1}`]
  const variants = selection.variants ?? Object.keys(manifest.variants)
  const scenarios =
    selection.scenario === undefined ? Object.keys(manifest.scenarios) : [selection.scenario]
  const keys: ModelKey[] = topologies.flatMap((topology) =>
    scenarios.flatMap((scenario) => variants.map((variant) => ({ variant, scenario, topology }))),
  )
  if (keys.length === 0) {
    throw new PeerupError('mapping', 'expected a manifest with models, got one without', {
      where: { file: join(specification.folder, 'models.json') },
    })
  }
  const models = keys.map((key) => modelOf(manifest, key))
  const listed = models.filter(({ size }) => size !== null)
  return listed.length === 0 ? models : listed
}

/** Whether a selection leaves nothing out. Only then may a check write committed traces and documents. */
export function isWhole(selection: Selection): boolean {
  return Object.values(selection).every((value) => value === undefined)
}
