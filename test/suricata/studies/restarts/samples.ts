import type {
  Counters,
  Cycle,
  ReproduceOptions,
  Way,
} from '../../../../src/suricata/studies/restarts/result.js'

export const small: ReproduceOptions = { cycles: 1, pairs: 1, threads: 1, ringDelayUs: 0 }

export const wayFrom = (from: string, to: string, through = 16): Way => ({
  ...{ in: from, out: to, flows: 16, through, sent: 16 },
  forwards: through === 16 ? 'all' : through === 0 ? 'none' : 'some',
  firstFrame: through === 0 ? null : 600,
})

export const countersOf = (
  asymmetry: Counters['asymmetry'],
  txPackets: number | null = 700,
  rxPackets: number | null = 16,
): Counters => ({ tx: 'tx0', rx: 'rx0', txPackets, rxPackets, asymmetry })

/** A cycle that started and forwards, with these fields instead. */
export const cycleOf = (more: Partial<Cycle> = {}): Cycle => ({
  started: 640,
  enotsock: 0,
  otherFailures: 0,
  sendErrors: 0,
  ways: [wayFrom('tx0', 'rx0'), wayFrom('rx0', 'tx0')],
  pairs: [countersOf('one-way traffic')],
  stoppedBy: 'SIGTERM',
  ended: { code: 0, signal: null },
  ms: { start: 640, probe: 5, stop: 30 },
  threads: [],
  said: [],
  ...more,
})
