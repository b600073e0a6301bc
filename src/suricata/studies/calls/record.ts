import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { type FeatureRecord, featuresText } from '../../../core/features.js'
import { exitWithin } from '../../../process/exit-within.js'
import { nativeFolder, supervise } from '../../../process/supervise.js'
import { type Binary, fileOf, type Library, suricataCommand } from '../../binary/command.js'
import { describeFile } from '../../binary/describe-file.js'
import { Injector } from '../../network/injector.js'

/** One call of the capture threads: `flags` distinguish it, `phase` is where in a thread's life it comes. */
const recordedCall = z.strictObject({
  call: z.string(),
  flags: z.string(),
  phase: z.string(),
  count: z.int(),
})

export type RecordedCall = z.infer<typeof recordedCall>

/** What runs: a program of this name, as `supervise` starts it. */
export type Subject = {
  name: string
  program: string
  args: readonly string[]
  env: Record<string, string>
  root?: string
  /** The file of a binary. */
  file?: string
}

const library: Library = 'peerup-calls.so'

/** One pair; with two threads an interface, so that they join a fanout group. */
const topology = { pairs: 1, threads: 2 }
const pair = ['tx0', 'rx0'] as const

/** An unmodified engine. Throws a PeerupError as `suricataCommand`. */
export function engineSubject(binary: Binary, args: readonly string[] = []): Subject {
  const command = suricataCommand({ ...binary, topology, fanout: 'cluster_flow', library, args })
  return { name: binary.path, ...command, file: fileOf(binary) }
}

/** The native forwarder with these features. */
export const forwarderSubject = (
  features: FeatureRecord,
  program = join(nativeFolder, 'forwarder'),
): Subject => ({
  name: 'the forwarder',
  program,
  args: [
    ...['--interfaces', pair.join(':'), '--threads', String(topology.threads)],
    ...['--features', featuresText(features)],
  ],
  env: { LD_PRELOAD: join(nativeFolder, library) },
})

/** The descriptor after the injector's. */
const callsDescriptor = 5

/** Time limits: for the start with the first frames, for the frames after a flap, for the end. */
const [startMs, againMs, endMs] = [15_000, 10_000, 10_000]

/** For the last frames to be sent: a send during the flap may take the error that a thread then waits for. */
const quietMs = 500

/** Longer than the half second between two openings, so that one fails. */
const downMs = 800

/** Upstream's flows are spread over the threads by their hash. */
const flows = 16

/**
 * The calls of the capture threads in a free run: a start, frames both ways, an interface that goes down and
 * comes back while no frame passes (so no thread sleeps in the read of its error), frames again, and the end
 * on SIGTERM. Throws a PeerupError `program` if frames do not pass, if it does not end, or if nothing was
 * recorded.
 */
export async function recordCalls(subject: Subject, signal?: AbortSignal): Promise<RecordedCall[]> {
  const supervised = supervise(subject.program, subject.args, {
    network: pair.join(':'),
    sockets: 2,
    env: { ...subject.env, PEERUP_CALLS: String(callsDescriptor) },
    ...(subject.root === undefined ? {} : { root: subject.root }),
    ...(signal === undefined ? {} : { signal }),
  })
  const [commands, rows] = supervised.sockets
  if (commands === undefined || rows === undefined) {
    throw new PeerupError('program', 'expected the sockets of the injector and of the record')
  }
  const abortable = signal === undefined ? {} : { signal }
  const written = text(rows)
  const output = Promise.all([text(supervised.stdout), text(supervised.stderr)])
  const fail = async (problem: string): Promise<never> => {
    await supervised.end()
    const said = (await output).join('').trim().split('\n').slice(-3).join(' / ')
    throw new PeerupError(
      'program',
      `expected ${subject.name} to start, forward and end, ${problem}; its last lines: ${said || 'none'}`,
    )
  }
  try {
    const injector = new Injector(commands)
    await expectPassing(injector, startMs, fail, 'after its start')
    await sleep(quietMs, undefined, abortable)
    await injector.link(pair[0], 'down')
    await sleep(downMs, undefined, abortable)
    await injector.link(pair[0], 'up')
    await expectPassing(injector, againMs, fail, 'after a flap')
    supervised.stop()
    if ((await exitWithin(supervised.ended, endMs)) === null) {
      await fail(`it still runs ${endMs / 1000} s after SIGTERM`)
    }
    return expectCalls(rowsOf(await written), subject)
  } finally {
    await supervised.end()
  }
}

async function expectPassing(
  injector: Injector,
  deadlineMs: number,
  fail: (problem: string) => Promise<never>,
  when: string,
): Promise<void> {
  const answer = await injector.reach(pair.join(':'), flows, deadlineMs).catch(() => null)
  if (answer === null) return fail(`it ended ${when}`)
  const stuck = answer.reach.find(({ through, flows: all }) => through < all)
  if (stuck === undefined) return
  await fail(
    `${when} ${stuck.through} of ${stuck.flows} flows passed from ${stuck.in} to ${stuck.out} within ${deadlineMs / 1000} s`,
  )
}

/** A row is written when it is new, and once more at the end with its count. */
function rowsOf(written: string): RecordedCall[] {
  const lines = written.split('\n').filter((line) => line !== '')
  const rows = lines.map((line) => recordedCall.parse(JSON.parse(line)))
  return [...new Map(rows.map((row) => [callKey(row), row])).values()]
}

export const callKey = ({ call, flags, phase }: Omit<RecordedCall, 'count'>): string =>
  JSON.stringify([call, flags, phase])

function expectCalls(rows: RecordedCall[], { name, file }: Subject): RecordedCall[] {
  if (rows.length > 0) return rows
  const kind = file === undefined ? '' : `; ${file} is ${describeFile(file)}`
  throw new PeerupError(
    'program',
    `expected calls of the capture threads of ${name}, got none: no thread but the main one opened a packet socket through the C library${kind}`,
  )
}
