import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { parseTopology } from '../suricata/network/topology.js'
import { PeerupError } from './error.js'
import { featureProblems, mappingFeatureProblems } from './feature-problems.js'
import {
  type FeatureRecord,
  featureDeclarations,
  featureRecord,
  fixSetsDeclaration,
} from './features.js'
import { type Mapping, readJson, readMapping } from './mapping.js'

/** `invariant` and `temporal` claim something; a `witness` is an invariant whose violation shows that something can happen. */
const propertyKind = z.enum(['invariant', 'temporal', 'witness'])

const expected = z.enum(['holds', 'violated'])

const constants = z.record(z.string(), z.string())

const fields = z.strictObject({
  format: z.literal('peerup-models/1'),
  about: z.string(),
  module: z.string(),
  specification: z.string(),
  mapping: z.string(),
  /** The module that says which variants have a behaviour; see `predict`. */
  follow: z.string().optional(),
  /** What a behaviour that goes on for ever must keep to, to be one of the program. */
  fairness: z.string().optional(),
  /** The property that says that the program comes to forward, if that is its purpose. */
  forwards: z.string().optional(),
  /** Text of each constant's value as in a .cfg; `<- Name` substitutes a definition. */
  constants,
  /** The constants of a topology such as 2x1; their texts may hold `{pairs}` and `{threads}`. */
  topology: constants,
  /** What tells the variants apart: declared here, and nowhere else. */
  features: featureDeclarations.default({}),
  /** Where the specification has a variant's record: `constant` takes one, `module` defines all for editors. */
  records: z.strictObject({ constant: z.string(), module: z.string() }).optional(),
  /** The changes that fixes are made of. */
  fixSets: fixSetsDeclaration.optional(),
  /** `features` has a value of every feature. */
  variants: z.record(
    z.string(),
    z.strictObject({ about: z.string(), constants, features: featureRecord }),
  ),
  scenarios: z.record(z.string(), z.strictObject({ about: z.string(), constants })),
  properties: z.record(z.string(), z.strictObject({ kind: propertyKind, claim: z.string() })),
  /** What somebody argued that TLC will find, and why. */
  expectations: z.array(
    z.strictObject({
      scenario: z.string(),
      variants: z.array(z.string()).min(1),
      property: z.string(),
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

/** A folder with a specification: its manifest, its mapping and where they stand. */
export type Specification = { folder: string; manifest: Manifest; mapping: Mapping }

/** One model, complete: what TLC is given and what is expected of it. */
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
  /** States of the shortest counterexample, if that is known beforehand. */
  length: number | null
}

/**
 * Reads `models.json` of a folder and the mapping it names. Throws `mapping` errors that name the file and
 * the field; so do features that are not as declared.
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

/** A manifest that is read already; `file` is named in errors. */
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

/** The manifest that names a mapping stands beside it; a mapping of one's own may have none: null. */
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
  const { pairs, threads } = parseTopology(topology, file)
  return Object.fromEntries(
    templates.map(([name, text]) => [
      name,
      text.replace('{pairs}', String(pairs)).replace('{threads}', String(threads)),
    ]),
  )
}

function expectationOf(manifest: Manifest, key: ModelKey, property: string, file: string) {
  const found = manifest.expectations.filter(
    (e) =>
      e.property === property && e.scenario === key.scenario && e.variants.includes(key.variant),
  )
  if (found.length === 1 && found[0] !== undefined) return found[0]
  throw new PeerupError(
    'mapping',
    `expected one expectation for ${property} of ${key.variant} in ${key.scenario}, got ${found.length}`,
    { where: { file }, fix: 'argue one under "expectations"' },
  )
}

/** The features of a variant; one that does not exist is an error that says which do. */
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
