import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import pMap from 'p-map'
import { checkModel, configOf } from '../src/check/check-model.js'
import { selectModels } from '../src/check/select.js'
import type { Specification } from '../src/mapping/manifest.js'
import { findJar } from '../src/tlc/jar.js'
import { median, secondsOf } from './statistics.js'

/** Each takes minutes, and JVMs by the dozen: what varies evens out within one. */
const rounds = 1

/**
 * The same questions to TLC, asked as `check` asks them, and by a plain loop: one JVM with default
 * flags after the other. Rounds alternate.
 */
export async function benchModelChecking(specification: Specification) {
  const models = selectModels(specification, {})
  const jar = await findJar()
  const ours: number[] = []
  const plain: number[] = []
  for (let i = 0; i < rounds; i++) {
    ours.push(
      await secondsOf(() =>
        pMap(models, (model) => checkModel(specification, model, { jar, deep: false }), {
          concurrency: 2,
        }),
      ),
    )
    plain.push(await secondsOf(() => plainLoop(specification, models, jar)))
  }
  const [check, loop] = [median(ours), median(plain)]
  return {
    models: models.length,
    rounds,
    checkSeconds: round(check),
    plainLoopSeconds: round(loop),
    timesFaster: round(loop / check),
  }
}

async function plainLoop(
  specification: Specification,
  models: ReturnType<typeof selectModels>,
  jar: string,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'peerup-bench-'))
  try {
    let number = 0
    for (const model of models) {
      const asked = model.properties.filter((property) => !property.deep)
      const questions = [
        asked.filter((property) => property.expected === 'holds'),
        ...asked
          .filter((property) => property.expected === 'violated')
          .map((property) => [property]),
      ]
      for (const properties of questions) {
        const config = join(folder, `${++number}.cfg`)
        await writeFile(config, configOf(specification, model, properties))
        const words = [
          '-cp',
          jar,
          'tlc2.TLC',
          '-config',
          config,
          '-metadir',
          join(folder, String(number)),
        ]
        await execa('java', [...words, specification.manifest.module], {
          cwd: specification.folder,
          reject: false,
        })
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const round = (value: number): number => Math.round(value * 10) / 10
