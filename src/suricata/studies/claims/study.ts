import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeMeasured } from '../../../check/measured.js'
import type { Study, StudyOptions } from '../../../check/study.js'
import type { MemoryOrderStudy } from '../memory-order/study.js'
import { readClaims } from './claims-file.js'
import { areCommitted } from './committed-observations.js'
import { claimsDocument } from './document.js'
import type { Observation } from './experiment.js'
import { type ClaimsResult, claimDeviations, judgeClaims } from './judge-claims.js'
import { measure } from './measure.js'

/** Repeats the report's experiments, and judges its claims by them and by all other results. */
export function claimsStudy(
  { specification, signal }: StudyOptions,
  memoryOrder: MemoryOrderStudy,
): Study {
  const { manifest } = specification
  let result: ClaimsResult | null = null
  let observations: Observation[] = []
  return {
    name: 'claims',
    title: "Judging the report's claims",
    subject: "the report's claims",
    needsReplays: true,
    isAsked: () => existsSync(join(specification.folder, 'claims.json')),
    make: async ({ models, replays }) => {
      const file = readClaims(specification)
      if (file === null) return
      observations = await measure(file, specification, { signal })
      const memory = memoryOrder.result()?.rows ?? []
      result = judgeClaims({ manifest, models, replays, observations, memory }, file)
    },
    result: () => result,
    deviations: () => (result === null ? [] : claimDeviations(result)),
    documents: () => {
      if (result === null) return []
      const about = 'each claim of the report, its verdict and the evidence'
      return [{ file: 'claims.md', about, text: claimsDocument(result) }]
    },
    keepMeasurements: (root) => {
      // The date stays that of the first time that this was observed.
      if (result === null || areCommitted(root, observations)) return
      writeMeasured(root, 'observations', { observations })
    },
  }
}
