import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../src/core/package-root.js'

/** Imports while the program runs, of what most commands do not need. */
const dynamic = ['cli.ts', 'diagram/chromium.ts', 'diagram/render.ts']

/** Biome checks the directions of import statements, and sees no `import('...')` in a type. */
it('no file imports in an expression or a type, past the check of directions', () => {
  const src = join(packageRoot, 'src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  const found = files.filter(
    (file) => file.endsWith('.ts') && /\bimport\(/.test(readFileSync(join(src, file), 'utf8')),
  )
  expect(found.sort()).toEqual(dynamic)
})
