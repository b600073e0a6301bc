import pMap from 'p-map'
import { checkModel, modelConfig } from '../src/check/check-model.js'
import { selectModels } from '../src/check/select.js'
import type { Model, ModelProperty, Specification } from '../src/core/manifest.js'
import { median } from '../src/core/median.js'
import { findJar } from '../src/tlc/jar.js'
import { askPlainly } from './plain-loop.js'
import { secondsOf } from './statistics.js'

/** JVMs by the dozen: what varies evens out within a round. */
const rounds = 1

/** `small`: one thread an interface, one pair; `all`: every model that the manifest lists. */
export type Which = 'small' | 'all'

/**
 * The same models to TLC, asked as `check` asks them, and by plain loops of JVMs with default flags, one
 * after the other: one for each model and question, which answers all that `check` does; and one for
 * each model, which answers no more than its first violation. Rounds alternate.
 */
export async function benchModelChecking(specification: Specification, which: Which) {
  const small = which === 'small' ? { pairs: 1, threads: 1 } : {}
  const models = selectModels(specification, small)
  const jar = await findJar()
  const ours: number[] = []
  const plain: number[] = []
  const first: number[] = []
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
        jvms = await plainLoop(specification, models, questionsOf, jar)
      }),
    )
    first.push(await secondsOf(() => plainLoop(specification, models, claimsOf, jar)))
  }
  const [check, loop, one] = [median(ours), median(plain), median(first)]
  return {
    models: models.length,
    rounds,
    checkSeconds: round(check),
    plainLoopSeconds: round(loop),
    plainLoopJvms: jvms,
    timesFaster: round(loop / check),
    goal: 3,
    answers: models.reduce((sum, model) => sum + askedOf(model).length, 0),
    oneJvmAModel: {
      jvms: models.length,
      seconds: round(one),
      timesFaster: round(one / check),
      answers: models.reduce((sum, model) => sum + answersOf(claimsOf(model)), 0),
    },
  }
}

/**
 * What somebody with the jar and a shell would do. Resolves to the number of runs.
 */
async function plainLoop(
  specification: Specification,
  models: readonly Model[],
  questions: (model: Model) => ModelProperty[][],
  jar: string,
): Promise<number> {
  let runs = 0
  for (const model of models) {
    for (const properties of questions(model)) {
      runs++
      await askPlainly(
        {
          specFolder: specification.folder,
          module: specification.manifest.module,
          config: modelConfig(specification, model, properties),
        },
        // A run that fails early would be fast, and no answer.
        { jar, codes: properties.some(isViolated) ? [12, 13] : [0] },
      )
    }
  }
  return runs
}

const isViolated = ({ expected }: ModelProperty) => expected === 'violated'

const askedOf = ({ properties }: Model) => properties.filter(({ deep }) => !deep)

/** One run for all that holds, and one for each violation: TLC stops at the first. */
const questionsOf = (model: Model): ModelProperty[][] => [
  askedOf(model).filter((one) => !isViolated(one)),
  ...askedOf(model)
    .filter(isViolated)
    .map((one) => [one]),
]

/** All claims in one run, as the committed configurations have them. */
const claimsOf = (model: Model): ModelProperty[][] => [
  askedOf(model).filter(({ kind }) => kind !== 'witness'),
]

/** Where something is violated, TLC answers that one and no other. */
const answersOf = (runs: readonly ModelProperty[][]): number =>
  runs.reduce((sum, run) => sum + (run.some(isViolated) ? 1 : run.length), 0)

const round = (value: number): number => Math.round(value * 10) / 10
