import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Says at the end which tests were skipped, by name, and how many there were of each kind. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const of = (state: string) => tests.filter((test) => test.result().state === state)
    for (const test of of('skipped')) process.stdout.write(`SKIPPED: ${nameOf(test)}\n`)
    const counts = ['passed', 'failed', 'skipped'].map((state) => `${of(state).length} ${state}`)
    process.stdout.write(`tests: ${counts.join(', ')}\n`)
  }
}

const nameOf = (test: TestCase) => `${test.module.relativeModuleId} > ${test.fullName}`
