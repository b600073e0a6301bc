import { z } from 'zod'
import { featureRecord } from '../../../core/features.js'
import { readValidated } from '../study-file.js'
import { safetyProperty, scenarioName } from './result.js'

const property = z.union([safetyProperty, z.enum(['Live', 'FatalFailureIsNoticed'])])

const schema = z.strictObject({
  format: z.literal('peerup-lattice-expectations/2'),
  about: z.string(),
  /** Features that no step of these scenarios reads. */
  unread: z.array(
    z.strictObject({
      scenarios: z.array(scenarioName).min(1),
      features: z.array(z.string()).min(1),
      why: z.string(),
    }),
  ),
  rules: z.array(
    z.strictObject({
      property,
      scenarios: z.array(scenarioName).min(1),
      expected: z.enum(['holds', 'violated']),
      /** Applies to sets that have all features of one of these. */
      when: z.array(featureRecord).min(1),
      why: z.string(),
    }),
  ),
})

export type Rules = z.infer<typeof schema>
export type Rule = Rules['rules'][number]
export type RuleProperty = z.infer<typeof property>

/** The text of `lattice.json`. Throws `mapping` if it is no such file. */
export const readRules = (file: string): Rules =>
  readValidated(schema, { file, expected: 'rules for sets of changes' })
