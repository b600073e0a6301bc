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
const { request } = livenessOf(specification, { set: v8, scenario: 'flap' })
const other = livenessOf(specification, { set: v8, scenario: 'clean-start' }).request
const answer = {
  tlc: 'TLC',
  rows: [
    {
      ...{ set: 'v8', scenario: 'flap' as const },
      verdict: 'holds' as const,
      states: 3,
      length: null,
    },
  ],
}

let number = 0
const freshCache = () => join(home, `cache-${number++}`)
const fileIn = (cache: string): string => {
  const [folder = ''] = readdirSync(cache)
  return join(cache, folder, readdirSync(join(cache, folder))[0] ?? '')
}

async function kept() {
  const cache = freshCache()
  const answers = await openAnswerCache(spec, jar, cache)
  answers.keep(request, answer)
  return cache
}

describe('an answer that was kept', () => {
  it('is taken up by a later run, for its own question alone', async () => {
    const answers = await openAnswerCache(spec, jar, await kept())
    expect(answers.take(request)).toEqual(answer)
    expect(answers.take(other)).toBeNull()
    expect(answers.notes).toEqual([])
  })

  it('is forgotten by a run that came to its end', async () => {
    const cache = await kept()
    const answers = await openAnswerCache(spec, jar, cache)
    answers.forget()
    expect(answers.take(request)).toBeNull()
  })

  it('is not one of another specification, nor of another jar', async () => {
    const cache = await kept()
    const changed = join(home, 'changed')
    cpSync(spec, changed, { recursive: true })
    appendFileSync(join(changed, 'PeerUp.tla'), '\n')
    const newer = join(home, 'newer.jar')
    writeFileSync(newer, 'another jar')
    expect((await openAnswerCache(changed, jar, cache)).take(request)).toBeNull()
    expect((await openAnswerCache(spec, newer, cache)).take(request)).toBeNull()
    expect((await openAnswerCache(spec, jar, cache)).take(request)).toEqual(answer)
  })

  it.each([
    ['cut off', (text: string) => text.slice(0, 40)],
    ['altered', (text: string) => text.replace('holds', 'break')],
    ['of another question', (text: string) => text.replace('"question":"', '"question":" ')],
    ['of another form', () => '{}'],
  ])('is noted and not believed if it is %s', async (_, damage) => {
    const cache = await kept()
    const file = fileIn(cache)
    writeFileSync(file, damage(readFileSync(file, 'utf8')))
    const answers = await openAnswerCache(spec, jar, cache)
    expect(answers.take(request)).toBeNull()
    expect(answers.notes).toHaveLength(1)
    expect(answers.notes[0]).toMatch(/^a kept answer was not used: /)
  })
})
