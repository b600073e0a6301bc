import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readSpecification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { openAnswerCache } from '../../../../src/suricata/studies/fix-sets/answer-cache.js'
import { livenessOf } from '../../../../src/suricata/studies/fix-sets/question.js'
import { setNamed } from './own-sets.js'

const home = mkdtempSync(join(tmpdir(), 'peerup-answers-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const spec = join(home, 'spec')
cpSync(join(packageRoot, 'spec'), spec, { recursive: true })
const jar = join(home, 'tlc.jar')
writeFileSync(jar, 'a jar')

const v8 = setNamed('v8')
const specification = readSpecification(spec)
const { request } = livenessOf(specification, [{ set: v8, scenario: 'flap' }])
const other = livenessOf(specification, [{ set: v8, scenario: 'clean-start' }]).request
const answer = {
  tlc: 'TLC',
  rows: [{ verdict: 'holds' as const, breaks: null, length: null, states: 3 }],
}

let caches = 0
const newFolder = () => join(home, `cache-${caches++}`)
const fileIn = (folder: string): string => {
  const [key = ''] = readdirSync(folder)
  return join(folder, key, readdirSync(join(folder, key))[0] ?? '')
}

/** A cache folder in which an earlier run stored the answer. */
async function folderWithAnswer() {
  const folder = newFolder()
  const cache = await openAnswerCache(spec, jar, folder)
  cache.store(request, answer)
  return folder
}

describe('a stored answer', () => {
  it('answers its own question in a later run, and no other question', async () => {
    const cache = await openAnswerCache(spec, jar, await folderWithAnswer())
    expect(cache.find(request)).toEqual(answer)
    expect(cache.find(other)).toBeNull()
    expect(cache.notes).toEqual([])
  })

  it('is removed by a complete run', async () => {
    const cache = await openAnswerCache(spec, jar, await folderWithAnswer())
    cache.clear()
    expect(cache.find(request)).toBeNull()
  })

  it('does not answer for another specification or another jar', async () => {
    const folder = await folderWithAnswer()
    const changed = join(home, 'changed')
    cpSync(spec, changed, { recursive: true })
    appendFileSync(join(changed, 'PeerUp.tla'), '\n')
    const newer = join(home, 'newer.jar')
    writeFileSync(newer, 'another jar')
    expect((await openAnswerCache(changed, jar, folder)).find(request)).toBeNull()
    expect((await openAnswerCache(spec, newer, folder)).find(request)).toBeNull()
    expect((await openAnswerCache(spec, jar, folder)).find(request)).toEqual(answer)
  })

  it.each([
    ['is cut off', (text: string) => text.slice(0, 40)],
    ['is altered', (text: string) => text.replace('holds', 'break')],
    ['has another question', (text: string) => text.replace('"question":"', '"question":" ')],
    ['has other fields', () => '{}'],
  ])('is ignored with a note if its file %s', async (_, damage) => {
    const folder = await folderWithAnswer()
    const file = fileIn(folder)
    writeFileSync(file, damage(readFileSync(file, 'utf8')))
    const cache = await openAnswerCache(spec, jar, folder)
    expect(cache.find(request)).toBeNull()
    expect(cache.notes).toHaveLength(1)
    expect(cache.notes[0]).toMatch(/^a stored answer was ignored: /)
  })
})
