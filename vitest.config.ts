import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Machines have two cores; real threads and JVMs run under the tests.
    maxWorkers: 2,
    passWithNoTests: false,
    allowOnly: false,
    reporters: ['default', './test/summary-reporter.ts'],
  },
})
