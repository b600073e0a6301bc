import { join } from 'node:path'
import { type FeatureRecord, featuresText } from '../../../core/features.js'
import { nativeFolder } from '../../../process/supervise.js'
import { interfacePairs } from '../../network/topology.js'
import { type Engine, eventsDescriptor } from './engine.js'
import type { ReproduceOptions } from './result.js'

/** A start without delays takes a few hundred milliseconds. */
const startMs = 15_000

/** The native forwarder as a variant with these features. */
export function variantEngine(
  { name, features }: { name: string; features: FeatureRecord },
  options: ReproduceOptions,
): Engine {
  const { threads, pairs, ringDelayUs } = options
  const network = networkOf(options)
  return {
    subject: { kind: 'variant', name },
    command: [
      join(nativeFolder, 'forwarder'),
      ...[
        '--features',
        featuresText(features),
        '--interfaces',
        network,
        '--threads',
        String(threads),
      ],
      ...['--ring-delay-us', String(ringDelayUs), '--events', String(eventsDescriptor)],
    ],
    environment: [],
    prepare: null,
    // Some variants set up one ring after the other.
    startMs: startMs + (2 * pairs * threads * ringDelayUs) / 1000,
  }
}

/** A network in the keeper's notation: `tx0:rx0,tx1:rx1`. */
export const networkOf = ({ pairs }: Pick<ReproduceOptions, 'pairs'>): string =>
  interfacePairs({ pairs, threads: 1 })
    .map((pair) => pair.join(':'))
    .join(',')
