import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { PeerupError } from './error.js'
import { featureProblems, mappingFeatureProblems } from './feature-problems.js'
import {
  type FeatureRecord,
  featureDeclarations,
  featureRecord,
  fixSetsDeclaration,
} from './features.js'
import { type Mapping, readMapping } from './mapping.js'
import { readJson } from './read-json.js'
import { parseSizes } from './topology.js'

/** `invariant` and `temporal` are claims; the violation of a `witness`, an invariant too, shows a possibility. */
const propertyKind = z.enum(['invariant', 'temporal', 'witness'])

const expected = z.enum(['holds', 'violated'])

const constants = z.record(z.string(), z.string())

const fields = z.strictObject({
  format: z.literal('peerup-models/1'),
  about: z.string(),
  module: z.string(),
  specification: z.string(),
  mapping: z.string(),
  /** The module that follows traces; see `predict`. */
  follow: z.string().optional(),
  /** Names of the traces that documents refer to; a check writes their machines. */
  machines: z.array(z.string()).max(10).default([]),
  /** The fairness of the program's endless behaviours. */
  fairness: z.string().optional(),
  /** The property that the program comes to forward; absent for a program without that purpose. */
  forwards: z.string().optional(),
  /** Text of each constant's value as in a .cfg; `<- Name` substitutes a definition. */
  constants,
  /** What the numbers of a topology such as 2x1 count: `pairs`, `threads`. */
  sizes: z.array(z.string()).default([]),
  /** The constants of a topology; their texts may hold each size, as `{pairs}`. */
  topology: constants,
  /** The differences between variants: this is their only declaration. */
  features: featureDeclarations.default({}),
  /** `constant` takes a variant's record; `module` defines all records, for editors. */
  records: z.strictObject({ constant: z.string(), module: z.string() }).optional(),
  /** The changes that make up fixes. */
  fixSets: fixSetsDeclaration.optional(),
  /** A variant has a value of every feature. */
  variants: z.record(
    z.string(),
    z.strictObject({ about: z.string(), constants, features: featureRecord }),
  ),
  scenarios: z.record(
    z.string(),
    z.strictObject({
      about: z.string(),
      constants,
      /** Further specifications of the root module, narrower ones, whose behaviours are drawn too. */
      drawn: z.array(z.string()).default([]),
      /** Words for the program, after those of the mapping. */
      arguments: z.array(z.string()).default([]),
    }),
  ),
  properties: z.record(z.string(), z.strictObject({ kind: propertyKind, claim: z.string() })),
  /** TLC's verdicts as argued beforehand, each with the argument. */
  expectations: z.array(
    z.strictObject({
      scenario: z.string(),
      variants: z.array(z.string()).min(1),
      property: z.string(),
      /** Only for topologies whose sizes lie in these ranges. */
      sizes: z
        .record(
          z.string(),
          z.strictObject({ from: z.number().optional(), to: z.number().optional() }),
        )
        .default({}),
      expected,
      why: z.string(),
    }),
  ),
  models: z.array(
    z.strictObject({
      variant: z.string(),
      scenario: z.string(),
      topology: z.string(),
      /** Distinct states and depth of the whole state graph. */
      states: z.number().int(),
      depth: z.number().int(),
      /** Number of states of the shortest counterexample to each violated property. */
      counterexamples: z.record(z.string(), z.number().int()),
      /** Properties checked by `check --deep` only, because they take minutes. */
      deep: z.array(z.string()).optional(),
    }),
  ),
})

const manifestSchema = fields.superRefine((manifest, context) => {
  for (const { path, message } of featureProblems(manifest)) {
    context.addIssue({ code: 'custom', path, message })
  }
})

export type Manifest = z.infer<typeof manifestSchema>
export type PropertyKind = z.infer<typeof propertyKind>
export type Expected = z.infer<typeof expected>

/** A specification: its folder, its manifest and its mapping. */
export type Specification = { folder: string; manifest: Manifest; mapping: Mapping }

/** One model: the input of TLC and the expected verdicts. */
export type Model = {
  name: string
  variant: string
  scenario: string
  topology: string
  features: FeatureRecord
  constants: Record<string, string>
  properties: ModelProperty[]
  /** Of the whole state graph; absent for a topology that the manifest does not list. */
  size: { states: number; depth: number } | null
}

export type ModelProperty = {
  property: string
  kind: PropertyKind
  expected: Expected
  why: string
  deep: boolean
  /** States of the shortest counterexample; null if the manifest lists none. */
  length: number | null
}

/**
 * Reads `models.json` of a folder and the mapping that it names. Throws a PeerupError that names the
 * file: `usage` for an unreadable one, `mapping`, with the field, for a malformed or incomplete one or
 * for features other than the declared.
 */
export function readSpecification(folder: string): Specification {
  const file = join(folder, 'models.json')
  const manifest = parseManifest(readJson(file, 'mapping'), file)
  const mappingFile = join(dirname(file), manifest.mapping)
  const mapping = readMapping(mappingFile)
  const [problem] = mappingFeatureProblems(manifest.features, mapping)
  if (problem !== undefined) {
    const { message, path } = problem
    throw new PeerupError('mapping', `${path.join('.')}: ${message}`, {
      where: { file: mappingFile },
    })
  }
  return { folder, manifest, mapping }
}

/** Checks the data of a manifest; a PeerupError `mapping` names `file` and the field. */
export function parseManifest(data: unknown, file: string): Manifest {
  const parsed = manifestSchema.safeParse(data)
  if (!parsed.success) {
    throw new PeerupError('mapping', `expected a manifest, got: ${z.prettifyError(parsed.error)}`, {
      where: { file },
    })
  }
  for (const model of parsed.data.models) modelOf(parsed.data, model, file)
  return parsed.data
}

/** Reads the specification in a mapping's folder; null for a mapping without a manifest beside it. */
export function specificationBeside(mappingFile: string): Specification | null {
  const folder = dirname(resolve(mappingFile))
  return existsSync(join(folder, 'models.json')) ? readSpecification(folder) : null
}

export type ModelKey = { variant: string; scenario: string; topology: string }

/** Puts one model together; a variant, scenario or property that does not exist is an error that says which do. */
export function modelOf(manifest: Manifest, key: ModelKey, file = 'models.json'): Model {
  const variant = known(manifest.variants, key.variant, 'variant', file)
  const scenario = known(manifest.scenarios, key.scenario, 'scenario', file)
  const listed = manifest.models.find(
    (m) => m.variant === key.variant && m.scenario === key.scenario && m.topology === key.topology,
  )
  return {
    name: [key.variant, key.scenario, key.topology].join('.'),
    ...key,
    features: variant.features,
    constants: {
      ...manifest.constants,
      ...topologyConstants(manifest, key.topology, file),
      ...variant.constants,
      ...scenario.constants,
    },
    properties: Object.keys(manifest.properties).map((property) => {
      const { expected, why } = expectationOf(manifest, key, property, file)
      return {
        property,
        kind: known(manifest.properties, property, 'property', file).kind,
        expected,
        why,
        deep: listed?.deep?.includes(property) ?? false,
        length: listed?.counterexamples[property] ?? null,
      }
    }),
    size: listed === undefined ? null : { states: listed.states, depth: listed.depth },
  }
}

function topologyConstants(
  manifest: Manifest,
  topology: string,
  file: string,
): Record<string, string> {
  const templates = Object.entries(manifest.topology)
  if (templates.length === 0) return {}
  const sizes = Object.entries(parseSizes(topology, manifest.sizes, file))
  const filled = (template: string) =>
    sizes.reduce((text, [size, number]) => text.replace(`{${size}}`, String(number)), template)
  return Object.fromEntries(templates.map(([name, text]) => [name, filled(text)]))
}

function expectationOf(manifest: Manifest, key: ModelKey, property: string, file: string) {
  const found = manifest.expectations.filter(
    (expectation) => expectation.property === property && isAbout(manifest, expectation, key),
  )
  if (found.length === 1 && found[0] !== undefined) return found[0]
  throw new PeerupError(
    'mapping',
    `expected one expectation for ${property} of ${key.variant} in ${key.scenario}, got ${found.length}`,
    { where: { file }, fix: 'argue one under "expectations"' },
  )
}

/** Whether an expectation is one about a model. */
export function isAbout(
  { sizes: counted, topology }: Manifest,
  { scenario, variants, sizes }: Manifest['expectations'][number],
  key: ModelKey,
): boolean {
  if (scenario !== key.scenario || !variants.includes(key.variant)) return false
  if (Object.keys(sizes).length === 0 || Object.keys(topology).length === 0) return true
  const numbers = parseSizes(key.topology, counted)
  return Object.entries(sizes).every(([name, { from = 0, to = Number.POSITIVE_INFINITY }]) => {
    const number = numbers[name] ?? 0
    return number >= from && number <= to
  })
}

/** The features of a variant; a PeerupError `usage` for an unknown variant lists the variants. */
export function featuresOf({ variants }: Manifest, variant: string): FeatureRecord {
  return known(variants, variant, 'variant').features
}

function known<T>(table: Record<string, T>, name: string, what: string, file?: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined
  if (found !== undefined) return found
  throw new PeerupError(
    'usage',
    `expected a ${what} that exists (${Object.keys(table).join(', ')}), got ${name}`,
    file === undefined ? {} : { where: { file } },
  )
}
