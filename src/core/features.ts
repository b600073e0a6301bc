import { z } from 'zod'

/** The differences between the variants of a specification, and the changes that make up fixes. */

export const featureValue = z.union([z.string(), z.boolean(), z.number()])

/** Values of features by name: a variant's record, or the values that a condition requires. */
export const featureRecord = z.record(z.string(), featureValue)

const featureDeclaration = z.strictObject({
  about: z.string(),
  /** Words of texts such as `bump=after-bind,guard=true`. */
  values: z.array(z.union([z.string().regex(/^[\w-]+$/), z.boolean(), z.number()])).min(1),
  /** Groups of values that are one model. */
  equivalent: z.array(z.array(featureValue).min(2)).default([]),
})

/** By name; a feature's name is also a field of TLA+ records. */
export const featureDeclarations = z.record(z.string().regex(/^[A-Za-z]\w*$/), featureDeclaration)

const change = z.strictObject({
  /** Part of the names of sets, such as `guard+lock`. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** The change gives this feature this value. */
  feature: z.string(),
  value: featureValue,
  /** Further features that the change sets, with their values. */
  with: featureRecord.default({}),
  /** Names of the changes that this one requires. */
  requires: z.array(z.string()).default([]),
  /** The change's name in documents, and a sentence that describes it. */
  words: z.string(),
  about: z.string(),
})

export const fixSetsDeclaration = z.strictObject({
  /** The variant that every set of changes starts from. */
  base: z.string(),
  changes: z.array(change),
})

export type FeatureValue = z.infer<typeof featureValue>
export type FeatureRecord = z.infer<typeof featureRecord>
export type FeatureDeclarations = z.infer<typeof featureDeclarations>
export type FixSetsDeclaration = z.infer<typeof fixSetsDeclaration>
export type Change = z.infer<typeof change>

/** Whether a record has all these values. */
export const hasFeatures = (record: FeatureRecord, wanted: FeatureRecord = {}): boolean =>
  Object.entries(wanted).every(([name, value]) => record[name] === value)

/** Whether two values of a feature are one model. */
export function isSameModel(
  declarations: FeatureDeclarations,
  feature: string,
  [one, other]: readonly [FeatureValue | undefined, FeatureValue | undefined],
): boolean {
  const groups = declarations[feature]?.equivalent ?? []
  const isOf = (value: FeatureValue | undefined) => (group: readonly FeatureValue[]) =>
    value !== undefined && group.includes(value)
  return one === other || groups.some((group) => isOf(one)(group) && isOf(other)(group))
}

/** The features that a change sets, with their values. */
export const featuresSetBy = ({ feature, value, with: others }: Change): FeatureRecord => ({
  [feature]: value,
  ...others,
})

/** Whether a record has the value of the change's own feature. */
export const hasChange = (
  declarations: FeatureDeclarations,
  record: FeatureRecord,
  { feature, value }: Change,
): boolean => isSameModel(declarations, feature, [record[feature], value])

/** A feature that both changes set: no set has both changes. */
export const featureOfBoth = (one: Change, other: Change): string | undefined =>
  Object.keys(featuresSetBy(one)).find((feature) => Object.hasOwn(featuresSetBy(other), feature))

/** The changes that one requires, directly or through others. */
export function requirementsOf(changes: readonly Change[], change: Change): readonly Change[] {
  const found = new Set<Change>()
  const add = ({ requires }: Change) => {
    for (const one of changes.filter(({ name }) => requires.includes(name))) {
      if (found.has(one)) continue
      found.add(one)
      add(one)
    }
  }
  add(change)
  return [...found]
}

/** A record as programs take it: `bump=after-bind,guard=true`, in the order of the record. */
export const featuresText = (record: FeatureRecord): string =>
  Object.entries(record)
    .map(([feature, value]) => `${feature}=${value}`)
    .join(',')
