import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import pMap from 'p-map'
import { checkModel, configOf } from '../src/check/check-model.js'
import { selectModels } from '../src/check/select.js'
import type { Model, ModelProperty, Specification } from '../src/mapping/manifest.js'
import { median } from '../src/report/median.js'
import { findJar } from '../src/tlc/jar.js'
import { secondsOf } from './statistics.js'

/** JVMs by the dozen: what varies evens out within a round. */
const rounds = 1

/** `small`: one thread an interface, one pair; `all`: every model that the manifest lists. */
export type Which = 'small' | 'all'

/**
 * The same questions to TLC, asked as `check` asks them, and by a plain loop: one JVM with default
 * flags after the other. Rounds alternate.
 */
export async function benchModelChecking(specification: Specification, which: Which) {
  const small = which === 'small' ? { pairs: 1, threads: 1 } : {}
  const models = selectModels(specification, small)
  const jar = await findJar()
  const ours: number[] = []
  const plain: number[] = []
  let jvms = 0
  for (let i = 0; i < rounds; i++) {
    ours.push(
      await secondsOf(() =>
        pMap(models, (model) => checkModel(specification, model, { jar, deep: false }), {
          concurrency: 2,
        }),
      ),
    )
    plain.push(
      await secondsOf(async () => {
        jvms = await plainLoop(specification, models, jar)
      }),
    )
  }
  const [check, loop] = [median(ours), median(plain)]
  return {
    models: models.length,
    rounds,
    checkSeconds: round(check),
    plainLoopSeconds: round(loop),
    plainLoopJvms: jvms,
    timesFaster: round(loop / check),
    goal: 3,
  }
}

/**
 * What somebody with the jar and a shell would do: of each model, one run for all that holds, and one
 * for each property that is violated, for TLC stops at the first violation. Resolves to the number
 * of runs.
 */
async function plainLoop(
  specification: Specification,
  models: readonly Model[],
  jar: string,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'peerup-bench-'))
  let number = 0
  try {
    for (const model of models) {
      for (const properties of questionsOf(model)) {
        const config = join(folder, `${++number}.cfg`)
        await writeFile(config, configOf(specification, model, properties))
        await askPlainly(specification, { jar, config, properties })
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return number
}

function questionsOf({ properties }: Model): ModelProperty[][] {
  const asked = properties.filter((property) => !property.deep)
  const violated = asked.filter(({ expected }) => expected === 'violated')
  return [asked.filter(({ expected }) => expected === 'holds'), ...violated.map((one) => [one])]
}

type Question = { jar: string; config: string; properties: readonly ModelProperty[] }

async function askPlainly(
  { folder, manifest }: Specification,
  { jar, config, properties }: Question,
): Promise<void> {
  const words = ['-cp', jar, 'tlc2.TLC', '-workers', '1', '-config', config]
  const { exitCode, stdout } = await execa(
    'java',
    [...words, '-metadir', `${config}.states`, manifest.module],
    { cwd: folder, reject: false },
  )
  // A run that fails early would be fast, and no answer.
  const answers = properties.some(({ expected }) => expected === 'violated') ? [12, 13] : [0]
  if (exitCode !== undefined && answers.includes(exitCode)) return
  throw new Error(`expected TLC to end with ${answers.join(' or ')}, got ${exitCode}: ${stdout}`)
}

const round = (value: number): number => Math.round(value * 10) / 10
