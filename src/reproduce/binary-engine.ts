import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PeerupError } from '../error.js'
import { nativeFolder } from '../testbed/keep.js'
import { type Engine, eventsDescriptor } from './engine.js'
import type { ReproduceOptions } from './result.js'
import { suricataRun } from './suricata-run.js'

/** Upstream's own patience, and some time for it to read its configuration and to say so. */
const [startMs, startMsAThread, moreMs] = [60_000, 1000, 5000]

export const preloadLibrary = join(nativeFolder, 'peerup-preload.so')

/** A Suricata that a person has, unmodified; the library, where it is, delays its rings and tells events. */
export function binaryEngine(
  path: string,
  root: string | undefined,
  options: ReproduceOptions,
): Engine {
  const binary = executable(path)
  const { pairs, threads, ringDelayUs } = options
  const topology = { pairs, threads }
  const where = root === undefined ? {} : { root: resolve(root) }
  const { program, args, env, config } = suricataRun({ binary, ...where, topology, dir: '{dir}' })
  const library = existsSync(preloadLibrary)
  if (!library && ringDelayUs > 0) throw noLibrary(ringDelayUs)
  return {
    subject: { kind: 'binary', name: path },
    command: [program, ...args],
    env: library ? { ...env, ...preloaded(ringDelayUs) } : env,
    config: { name: 'suricata.yaml', text: config },
    tellsEvents: library,
    startMs: startMs + 2 * pairs * threads * startMsAThread + moreMs,
  }
}

const preloaded = (ringDelayUs: number) => ({
  LD_PRELOAD: preloadLibrary,
  PEERUP_EVENTS: String(eventsDescriptor),
  ...(ringDelayUs === 0 ? {} : { PEERUP_RING_DELAY_US: String(ringDelayUs) }),
})

function noLibrary(ringDelayUs: number): PeerupError {
  const message = `expected ${preloadLibrary}, which delays a binary's rings by ${ringDelayUs} us, found nothing`
  return new PeerupError('environment', message, {
    fix: 'run ./bootstrap, which builds it, or ask for --ring-delay-us 0',
  })
}

function executable(path: string): string {
  const file = resolve(path)
  try {
    accessSync(file, constants.X_OK)
    if (statSync(file).isFile()) return file
  } catch (cause) {
    throw notExecutable(file, (cause as Error).message)
  }
  throw notExecutable(file, 'it is no file')
}

const notExecutable = (file: string, why: string): PeerupError =>
  new PeerupError('usage', `expected a program that can be executed, got: ${why}`, {
    where: { file },
  })
