import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../src/core/package-root.js'
import { peerup } from './cli/cli.js'

/** Pages for readers; what is generated stands in folders below. */
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]
const textOf = (page: string) => readFileSync(join(packageRoot, page), 'utf8')

/** Commands on lines of their own, without what the shell takes for a comment. */
const commands = pages.flatMap((page) =>
  textOf(page)
    .split('\n')
    .filter((line) => /^ {4}(npx peerup|npm run) /.test(line))
    .map((line) => ({ page, words: (line.split(' #')[0] ?? '').trim().split(/\s+/) })),
)

describe('the README', () => {
  it('has at most 90 lines', () => {
    expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(90)
  })

  it('names versions, not variants, and uses no word of the model for them', () => {
    const withoutLinks = textOf('README.md').replace(/\]\([^)]*\)/g, ']')
    expect(withoutLinks).not.toMatch(/\bv[78]\b|\bbump/i)
  })
})

describe('a link on a page', () => {
  it('leads to a file', () => {
    const links = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
        .filter(([, path = '']) => !/^https?:/.test(path))
        .map(([, path = '']) => ({ page, file: join(dirname(page), path) })),
    )
    const missing = links.filter(({ file }) => !existsSync(join(packageRoot, file)))
    expect(links.length).toBeGreaterThan(50)
    expect(missing).toEqual([])
  })
})

describe('docs/claims.md', () => {
  it('has each claim of spec/claims.json, with its verdict', () => {
    const rows = new Map(
      [...textOf('docs/claims.md').matchAll(/^\| \[(\w+)\]\([^)]*\) .* \| (.*) \|$/gm)].map(
        ([, id, verdict]) => [id, verdict],
      ),
    )
    const { claims } = JSON.parse(textOf('spec/claims.json')) as {
      claims: { id: string; expected: string }[]
    }
    const beginnings: Record<string, RegExp> = {
      confirmed: /^confirmed(?!, if)/,
      'confirmed-under-assumption': /^confirmed, if /,
      refuted: /^refuted/,
      'not-decidable': /^not decidable here/,
    }
    expect([...rows.keys()].sort()).toEqual(claims.map(({ id }) => id).sort())
    for (const { id, expected } of claims) {
      expect(rows.get(id), id).toMatch(beginnings[expected] ?? expected)
    }
  })
})

describe('the commands on the pages', () => {
  it('are some of each kind', () => {
    const names = new Set(commands.map(({ words: [, , name] }) => name))
    expect([...names].sort()).toEqual(
      expect.arrayContaining(['check', 'diagram', 'doctor', 'replay', 'reproduce']),
    )
  })

  it('have scripts that package.json has', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    for (const { page, words } of commands.filter(({ words: [tool] }) => tool === 'npm')) {
      expect(Object.keys(scripts), page).toContain(words[2])
    }
  })

  it('have options that the command has', async () => {
    const tools = commands.filter(({ words: [tool] }) => tool === 'npx')
    for (const name of new Set(tools.map(({ words }) => words[2] ?? ''))) {
      const { stdout, code } = await peerup([name, '--help'])
      expect(code, name).toBe(0)
      for (const { page, words } of tools.filter(({ words }) => words[2] === name)) {
        const end = words.indexOf('--')
        const own = (end < 0 ? words : words.slice(0, end)).filter((word) => word.startsWith('--'))
        for (const option of own) expect(stdout, `${page}: ${name} ${option}`).toContain(option)
      }
    }
  })
})
