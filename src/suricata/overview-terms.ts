import type { Manifest } from '../core/manifest.js'
import { type OverviewTerms, overviewTerms } from '../report/overview-table.js'
import { releases } from './releases.js'
import { safetyProperties } from './studies/fix-sets/result.js'

/**
 * The terms of a check's overview. Of a model of AF_PACKET peers, `safe` is what docs/reference/fix-sets.md calls
 * safe; another specification has the general terms.
 */
export function overviewTermsOf(manifest: Manifest): OverviewTerms {
  const general = overviewTerms(manifest)
  const isPeers = safetyProperties.every((name) => Object.hasOwn(manifest.properties, name))
  return isPeers
    ? {
        ...general,
        safety: safetyProperties,
        unsafe: 'unsafe',
        liveness: general.liveness.filter((name) => !fatal.liveness.includes(name)),
        otherwise: { 'fatal-open': fatal, 'fatal-open-first': fatal },
        labels: releases,
      }
    : general
}

/** A thread that has failed for good forwards no more, so the question is whether the engine ends. */
const fatal = { liveness: ['FatalFailureIsNoticed'], good: 'ends', bad: 'hangs' }
