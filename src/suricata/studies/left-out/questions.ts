import type { FeatureRecord } from '../../../core/features.js'
import type { Manifest } from '../../../core/manifest.js'
import { tlaRecord, tlaString } from '../../../tlc/module-request.js'
import { type Case, type Cases, expectationOf } from './cases.js'

/** A verdict that TLC is to give: of a case's claim in a variant, with its change or without. */
export type Row = {
  case: Case
  variant: string
  changed: boolean
  expected: 'holds' | 'violated'
  why: string
  /** The number of the question that answers it, from 1. */
  question: number
}

/** The questions as a sequence in TLA+, and the rows that they answer: rows that are alike share one. */
export function questionsOf(
  { cases }: Cases,
  variants: Manifest['variants'],
): { rows: Row[]; text: string } {
  const texts: string[] = []
  const rows = cases.flatMap((one) =>
    Object.entries(variants).flatMap(([variant, { features }]) =>
      [false, true].map((changed) => {
        const { why, ...verdicts } = expectationOf(one, variant)
        const expected = changed ? verdicts.changed : verdicts.expected
        const text = questionText(one, features, changed)
        if (!texts.includes(text)) texts.push(text)
        return { case: one, variant, changed, expected, why, question: texts.indexOf(text) + 1 }
      }),
    ),
  )
  return { rows, text: `<<\n  ${texts.join(',\n  ')} >>` }
}

/** A change of features is made in the variant's record, any other one in the module. */
function questionText({ module, scenario, change }: Case, features: FeatureRecord, made: boolean) {
  const { features: changes } = change
  const variant = tlaRecord(made ? { ...features, ...changes } : features)
  const changed = made && changes === undefined ? 'TRUE' : 'FALSE'
  return `[module |-> ${tlaString(module)}, variant |-> ${variant}, scenario |-> ${scenario}, changed |-> ${changed}]`
}
