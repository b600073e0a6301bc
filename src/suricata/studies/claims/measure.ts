import pMap from 'p-map'
import { featuresOf, type Specification } from '../../../core/manifest.js'
import type { ClaimsFile } from './claims-schema.js'
import { type Experiment, type Observation, observationSchema } from './experiment.js'
import type { RunOptions } from './free-run.js'
import { measureEarlySends } from './measure-early-sends.js'
import { measureTraffic } from './measure-traffic.js'

/** More than the cores, because experiments wait most of the time. */
const concurrency = 6

export type MeasureOptions = Pick<RunOptions, 'program' | 'signal'>

/**
 * Makes every experiment of a claims file with the native forwarder. Rejects with a PeerupError:
 * `environment` if networks cannot be made, `program` or `gate` if the program does not get where it must.
 */
export function measure(
  { experiments }: Pick<ClaimsFile, 'experiments'>,
  specification: Pick<Specification, 'manifest' | 'mapping'>,
  options: MeasureOptions = {},
): Promise<Observation[]> {
  return pMap(
    Object.entries(experiments),
    async ([name, experiment]) =>
      observationSchema.parse({ name, facts: await factsOf(experiment, specification, options) }),
    { concurrency },
  )
}

function factsOf(
  experiment: Experiment,
  { manifest, mapping }: Pick<Specification, 'manifest' | 'mapping'>,
  options: MeasureOptions,
): Promise<Observation['facts']> {
  const run = { ...options, features: featuresOf(manifest, experiment.variant) }
  switch (experiment.kind) {
    case 'traffic':
      return measureTraffic(experiment, run)
    case 'early-sends':
      return measureEarlySends(experiment, Object.keys(mapping.actions), run)
  }
}
