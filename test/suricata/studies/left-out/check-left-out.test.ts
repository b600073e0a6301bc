import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSpecification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { checkLeftOut } from '../../../../src/suricata/studies/left-out/check-left-out.js'
import {
  type LeftOutResult,
  leftOutRowIsAsExpected,
} from '../../../../src/suricata/studies/left-out/result.js'
import { findJar } from '../../../../src/tlc/jar.js'

let result: LeftOutResult

beforeAll(async () => {
  const specification = readSpecification(join(packageRoot, 'spec'))
  result = await checkLeftOut({ specification, jar: await findJar() })
}, 600_000)

describe('what the model leaves out', () => {
  it('has the argued verdicts, and every case occurs', () => {
    expect(result.rows.filter((row) => !leftOutRowIsAsExpected(row))).toEqual([])
  })
})
