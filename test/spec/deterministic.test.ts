import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { modelRequest } from '../../src/check/check-model.js'
import { modelOf, readSpecification } from '../../src/core/manifest.js'
import { packageRoot } from '../../src/core/package-root.js'
import { findJar } from '../../src/tlc/jar.js'
import { runTlc } from '../../src/tlc/run.js'

// TracePeerUp, TraceDirected and replays give a step by its performer alone.

const specification = readSpecification(join(packageRoot, 'spec'))
const base = readFileSync(join(packageRoot, 'spec/PeerUp.tla'), 'utf8')

/** The names of PeerUp's variables. */
const variables = (/\nVARIABLES\n(.*?)\n\n/s.exec(base)?.[1] ?? '')
  .replaceAll(/\\\*.*/g, '')
  .split(',')
  .map((name) => name.trim())

const each = (text: (name: string) => string) => variables.map(text)

/** Two models side by side: the same performer steps in both, each in any way that it can. */
const twins = `
---- MODULE Twins ----
EXTENDS TheModel
VARIABLES ${each((name) => `${name}2`).join(', ')}
Twin == INSTANCE PeerUp WITH ${each((name) => `${name} <- ${name}2`).join(', ')}
TwinsInit == Init ${each((name) => `/\\ ${name}2 = ${name}`).join(' ')}
TwinsNext == \\/ \\E t \\in Thread : Step(t) /\\ Twin!Step(t)
             \\/ \\E i \\in Interface : LinkStep(i) /\\ Twin!LinkStep(i)
TwinsSpec == TwinsInit /\\ [][TwinsNext]_<< vars, Twin!vars >>
AreSame == vars = Twin!vars
====
`

async function checkTwins(variant: string, scenario: string, changed = (text: string) => text) {
  const model = modelOf(specification.manifest, { variant, scenario, topology: '1x1' })
  const request = modelRequest(specification, model, { properties: [], deadlock: false })
  const config = request.config.replace(/SPECIFICATION \S+/, 'SPECIFICATION TwinsSpec')
  const twin = { 'Twins.tla': changed(twins) }
  const { verdict, states } = await runTlc(
    {
      ...request,
      module: 'Twins',
      modules: { ...request.modules, ...twin },
      config: `${config}\nINVARIANT AreSame\n`,
    },
    { jar: await findJar() },
  )
  return { verdict: verdict.kind, states }
}

it.each([
  ['v8', 'flap'],
  ['v8', 'flap-in-ring'],
  ['fix-d', 'flap'],
  ['fix-d', 'fatal-open'],
])('the performer determines the step of %s in %s', async (variant, scenario) => {
  const listed = specification.manifest.models.find(
    (model) => model.variant === variant && model.scenario === scenario && model.topology === '1x1',
  )
  expect(await checkTwins(variant, scenario)).toEqual({ verdict: 'holds', states: listed?.states })
})

it('TLC finds a performer with two steps', async () => {
  const either = (text: string) =>
    text.replace(
      'LinkStep(i) /\\ Twin!LinkStep(i)',
      'LinkStep(i) /\\ \\E j \\in Interface : Twin!LinkStep(j)',
    )
  expect((await checkTwins('v8', 'flap', either)).verdict).toBe('violated')
})
