import {
  type ListrRenderer,
  ListrTaskEventType,
  type ListrTaskObject,
  ListrTaskState,
} from 'listr2'

// biome-ignore lint/suspicious/noExplicitAny: that is how listr2 types the tasks of a renderer.
type Task = ListrTaskObject<any>

/** Without a terminal: one line for each stage when it ends, and none for the tasks below it. */
export class StageRenderer implements ListrRenderer {
  static nonTTY = true
  static rendererOptions: never
  static rendererTaskOptions: never
  readonly #stages: readonly Task[]

  constructor(stages: readonly Task[]) {
    this.#stages = stages
  }

  render(): void {
    for (const stage of this.#stages) {
      stage.on(ListrTaskEventType.STATE, (state) => {
        const line = lineOf(stage, state)
        if (line !== null) process.stdout.write(`${line}\n`)
      })
    }
  }

  end(): void {}
}

function lineOf({ title, message }: Task, state: ListrTaskState): string | null {
  switch (state) {
    case ListrTaskState.COMPLETED:
      return `${title}`
    case ListrTaskState.SKIPPED:
      return `${title}: skipped; ${message.skip}`
    case ListrTaskState.FAILED:
      return `! ${title}: failed`
    default:
      return null
  }
}
