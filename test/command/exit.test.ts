import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitCode, explain } from '../../src/command/exit.js'
import { packageRoot } from '../../src/core/package-root.js'

/** What Node throws if it finds no index.js of a package without "exports". */
const notFound = (name: string) => {
  const file = join(packageRoot, 'node_modules', name, 'index.js')
  const message = `Cannot find package '${file}' imported from ${packageRoot}/dist/cli/main.js`
  return Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' })
}

describe('too few file descriptors', () => {
  it.each([
    ['for a file', Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' })],
    // Its package.json has "exports", so Node must have failed to read it.
    ['for the package.json of a package that is there', notFound('listr2')],
  ])('%s are a fault of the environment, with its cure', (_, error) => {
    const { text, code } = explain(error)
    expect(code).toBe(exitCode.environment)
    expect(text).toContain('got EMFILE\n  to do: raise the limit: ulimit -n')
  })

  it('are not the reason if the package is missing', () => {
    const { text, code } = explain(notFound('no-such-package'))
    expect(code).toBe(exitCode.notAsExpected)
    expect(text).toContain("no-such-package/index.js' imported from")
  })
})
