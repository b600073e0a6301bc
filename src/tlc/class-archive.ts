import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, sha256 } from './jar.js'
import { javaExit, jvmFlags, startJava } from './java.js'

/**
 * Makes the archive of a jar's classes (AppCDS), replacing an old one, and returns its path; null if
 * this JVM cannot make one: every run works without it. The archive halves the start of TLC. It fits
 * one machine and one JVM, so each machine makes its own. Throws a PeerupError `environment` without
 * the keeper or Java.
 */
export async function makeArchive(jar: string, cache = cacheFolder): Promise<string | null> {
  const archive = await archivePath(jar, cache)
  const fresh = `${archive}.${process.pid}`
  await mkdir(cache, { recursive: true })
  try {
    const dumped = await dump(jar, fresh, cache)
    if (!dumped || !existsSync(fresh)) return null
    // Remove the old checksum first: a reader would find the new archive damaged by it.
    await rm(checksumPath(archive), { force: true })
    const checksum = await sha256(fresh)
    await rename(fresh, archive)
    await writeFile(checksumPath(archive), checksum)
    return archive
  } finally {
    await rm(fresh, { force: true })
  }
}

/**
 * The JVM flags for the archive of a jar; none for a missing or damaged archive: the JVM crashes on
 * a truncated one. It ignores another JVM's archive by itself.
 */
export async function archiveFlags(jar: string, cache = cacheFolder): Promise<string[]> {
  if (!existsSync(jar)) return []
  const archive = await archivePath(jar, cache)
  const expected = await readFile(checksumPath(archive), 'utf8').catch(() => '')
  const actual = expected === '' ? '' : await sha256(archive).catch(() => '')
  if (actual === '' || actual !== expected) return []
  return [`-XX:SharedArchiveFile=${archive}`, '-Xshare:auto']
}

const archivePath = async (jar: string, cache: string): Promise<string> =>
  join(cache, `tlc-${await sha256(jar)}.jsa`)

const checksumPath = (archive: string): string => `${archive}.sha256`

/**
 * Runs TLC on a model that loads the classes of our models, and archives them at exit. `-Xint` keeps
 * the compiler out: the archive would store its notes on each method, and one archive of a dozen made
 * TLC five times as slow (observed with OpenJDK 17.0.15), as if its hottest methods stayed interpreted.
 */
async function dump(jar: string, archive: string, cwd: string): Promise<boolean> {
  const flags = [
    ...jvmFlags,
    '-Xint',
    '-XX:ArchiveClassesAtExit={dir}/tlc.jsa',
    '-cp',
    jar,
    'tlc2.TLC',
  ]
  const args = ['-tool', '-workers', '1', '-checkpoint', '0', '-metadir', '{dir}/states']
  const files = {
    'Warm.tla': warmModule,
    'Warm.cfg': 'SPECIFICATION Spec\nINVARIANT Small\nPROPERTY Live\n',
  }
  const java = startJava([...flags, ...args, '{dir}/Warm'], {
    cwd,
    files,
    afterwards: `cp "$TMPDIR/tlc.jsa" '${archive.replaceAll("'", "'\\''")}'`,
  })
  java.stdout.resume()
  const { code } = await javaExit(java)
  return code === 0
}

const warmModule = `---- MODULE Warm ----
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLES x, log, seen
vars == <<x, log, seen>>
Init == x = 0 /\\ log = <<>> /\\ seen = [n \\in 0..3 |-> [who |-> "a", all |-> {}]]
Step(n) == /\\ x = n /\\ x' = (x + 1) % 4 /\\ log' = Append(SubSeq(log, 1, 0), n)
           /\\ seen' = [seen EXCEPT ![n].all = @ \\cup {n}]
Next == \\E n \\in 0..3 : Step(n)
Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)
Small == x < 4 /\\ Len(log) < 2 /\\ Cardinality(DOMAIN seen) = 4
Live == []<>(x = 3)
====
`
