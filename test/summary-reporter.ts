import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Prints the names of skipped tests, and the numbers of passed, failed and skipped ones. */
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
