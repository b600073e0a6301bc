import pMap from 'p-map'
import { checkModel, modelConfig } from '../src/check/check-model.js'
import { selectModels } from '../src/check/select.js'
import type { Model, ModelProperty, Specification } from '../src/core/manifest.js'
import { median } from '../src/core/median.js'
import { findJar } from '../src/tlc/jar.js'
import { runPlainTlc } from './plain-loop.js'
import { secondsOf } from './statistics.js'

/** One round has dozens of JVMs, and their variations even out. */
const rounds = 1

/** `small`: the models of one pair with one thread an interface; `all`: every model of the manifest. */
export type ModelSelection = 'small' | 'all'

/**
 * Seconds to check the same models with `check`, and with two plain loops of JVMs with default flags, one
 * JVM after the other: a JVM for each model and question, with all the answers of `check`; and a JVM for
 * each model, which stops at its first violation. Rounds alternate.
 */
export async function benchModelChecking(specification: Specification, which: ModelSelection) {
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
    answers: models.reduce((sum, model) => sum + shallowOf(model).length, 0),
    oneJvmAModel: {
      jvms: models.length,
      seconds: round(one),
      timesFaster: round(one / check),
      answers: models.reduce((sum, model) => sum + answersOf(claimsOf(model)), 0),
    },
  }
}

/** Checks the models as a shell loop over the jar would. Resolves to the number of runs. */
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
      await runPlainTlc(
        {
          specFolder: specification.folder,
          module: specification.manifest.module,
          config: modelConfig(specification, model, properties),
        },
        // An early failure would be fast, but no answer.
        { jar, codes: properties.some(isViolated) ? [12, 13] : [0] },
      )
    }
  }
  return runs
}

const isViolated = ({ expected }: ModelProperty) => expected === 'violated'

const shallowOf = ({ properties }: Model) => properties.filter(({ deep }) => !deep)

/** One run for all properties that hold, and one for each violation: TLC stops at the first. */
const questionsOf = (model: Model): ModelProperty[][] => [
  shallowOf(model).filter((one) => !isViolated(one)),
  ...shallowOf(model)
    .filter(isViolated)
    .map((one) => [one]),
]

/** One run for all claims, as in the committed configurations. */
const claimsOf = (model: Model): ModelProperty[][] => [
  shallowOf(model).filter(({ kind }) => kind !== 'witness'),
]

/** A run with a violation answers that property alone. */
const answersOf = (runs: readonly ModelProperty[][]): number =>
  runs.reduce((sum, run) => sum + (run.some(isViolated) ? 1 : run.length), 0)

const round = (value: number): number => Math.round(value * 10) / 10
