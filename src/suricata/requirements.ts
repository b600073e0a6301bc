import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { PeerupError } from '../core/error.js'
import { featuresText } from '../core/features.js'
import { readSpecification } from '../core/manifest.js'
import { packageRoot } from '../core/package-root.js'
import { findChromium } from '../diagram/chromium.js'
import { namespacesFix } from '../process/start-error.js'
import { nativeFolder, type SuperviseOptions, supervise } from '../process/supervise.js'
import { findJar } from '../tlc/jar.js'
import { engineStarted } from './engine-log.js'

/** One thing that peerup needs: what was found, null if it is missing, and what to do then. */
export type Requirement = { name: string; found: string | null; fix: string }

/** Tries everything that peerup needs on this machine. */
export function examineMachine(): Promise<Requirement[]> {
  return Promise.all([
    program('Java', 'java', ['-version'], 'apt-get install default-jre-headless'),
    requirement('TLC (jar)', findJar, 'run ./bootstrap, or set TLA2TOOLS_JAR'),
    program('C compiler', 'gcc', ['--version'], 'apt-get install gcc libc6-dev'),
    program('make', 'make', ['--version'], 'apt-get install make'),
    requirement('native programs', nativePrograms, 'run ./bootstrap, which builds them'),
    requirement('namespaces', () => canMakeNetworks(), namespacesFix),
    requirement('AF_PACKET', packetSockets, namespacesFix),
    requirement('Chromium', async () => findChromium(), 'apt-get install chromium'),
  ])
}

/** Makes a network namespace with a veth pair. Rejects with a PeerupError `environment` if this fails. */
export async function canMakeNetworks(): Promise<string> {
  await run('/bin/true', [])
  return 'a network namespace with a veth pair'
}

/** Starts a forwarder, which opens its packet sockets before it prints that it has started. */
async function packetSockets(): Promise<string> {
  const forwarder = supervise(
    join(nativeFolder, 'forwarder'),
    ['--features', anyFeatures(), '--interfaces', 'tx0:rx0'],
    pair,
  )
  try {
    for await (const line of forwarder.stdout.setEncoding('utf8')) {
      if (engineStarted.test(String(line))) return 'sockets with mapped rings on a veth pair'
    }
    const { code } = await forwarder.end()
    throw new PeerupError(
      'environment',
      `expected a forwarder to start, it ended with code ${code}`,
    )
  } finally {
    await forwarder.end()
  }
}

/** Of any variant: each opens its sockets. */
function anyFeatures(): string {
  const { variants } = readSpecification(join(packageRoot, 'spec')).manifest
  return featuresText(Object.values(variants)[0]?.features ?? {})
}

const pair: SuperviseOptions = { network: 'tx0:rx0', sockets: 1 }

async function run(command: string, args: string[]): Promise<void> {
  const { code } = await supervise(command, args, pair).ended
  if (code !== 0)
    throw new PeerupError('environment', `expected ${command} to run, got code ${code}`)
}

async function nativePrograms(): Promise<string> {
  for (const name of ['keeper', 'injector', 'restarter', 'forwarder', 'litmus']) {
    await access(join(nativeFolder, name), constants.X_OK)
  }
  return nativeFolder
}

function program(name: string, command: string, args: string[], fix: string): Promise<Requirement> {
  return requirement(
    name,
    async () => {
      const { all } = await execa(command, args, { all: true })
      return all.split('\n')[0] ?? ''
    },
    fix,
  )
}

async function requirement(
  name: string,
  find: () => Promise<string>,
  fix: string,
): Promise<Requirement> {
  try {
    return { name, found: await find(), fix }
  } catch (error) {
    const specificFix = error instanceof PeerupError ? error.fix : undefined
    return { name, found: null, fix: specificFix ?? fix }
  }
}
