import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { execaSync } from 'execa'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nativeFolder, type SupervisedProcess, supervise } from '../../src/process/supervise.js'
import { Lines, within } from './waiting.js'

// The smallest root: one static program, which lists what it finds, and the folders that the keeper
// mounts something in.

const source = `
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void list(const char *path)
{
	struct dirent *entry;
	DIR *directory = opendir(path);

	if (!directory) {
		printf("%s: none\\n", path);
		return;
	}
	while ((entry = readdir(directory)))
		if (strncmp(entry->d_name, ".", 1))
			printf("%s/%s\\n", path, entry->d_name);
	closedir(directory);
}

int main(int argc, char **argv)
{
	char cwd[256], file[512], self[256] = "";
	const char *own = getenv("TMPDIR");

	printf("cwd %s\\n", getcwd(cwd, sizeof(cwd)));
	printf("TMPDIR %s\\n", own);
	printf("argument %s\\n", argc > 1 ? argv[1] : "none");
	printf("self %d\\n", readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	list("/");
	list(own);
	snprintf(file, sizeof(file), "%s/written", own);
	fclose(fopen(file, "w"));
	list(own);
	list("/mnt");
	list("/run");
	printf("ready\\n");
	fflush(stdout);
	if (argc > 2)
		pause();
	return 0;
}
`

let program: string
let built: string
beforeAll(() => {
  built = mkdtempSync(join(tmpdir(), 'peerup-root-program-'))
  program = join(built, 'look')
  execaSync('cc', ['-x', 'c', '-', '-static', '-o', program], { input: source })
})
afterAll(() => rmSync(built, { recursive: true, force: true }))

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'peerup-root-test-'))
  folder = mkdtempSync(join(tmpdir(), 'peerup-keeper-test-'))
  for (const name of ['tmp', 'mnt', 'proc', 'bin']) mkdirSync(join(root, name))
  execaSync('cp', [program, join(root, 'bin/look')])
  chmodSync(join(root, 'bin/look'), 0o755)
})
afterEach(() => {
  const left = { root: inside(), files: readdirSync(folder), mounts: mounts() }
  for (const path of [root, folder]) rmSync(path, { recursive: true, force: true })
  expect(left).toEqual({ root: untouched, files: [], mounts: [] })
})

const untouched = ['bin', 'bin/look', 'mnt', 'proc', 'tmp']
const inside = () => readdirSync(root, { recursive: true }).map(String).sort()

/** The mounts below the root in our own mount namespace. */
const mounts = () =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(root))

const runLook = (words: string[] = [], options = {}): SupervisedProcess =>
  supervise('/bin/look', words, {
    network: 'tx0:rx0',
    sockets: 1,
    root,
    env: { TMPDIR: folder },
    ...options,
  })

async function linesOf(supervised: SupervisedProcess): Promise<string[]> {
  const lines = (await text(supervised.stdout)).trimEnd().split('\n')
  expect(await within(10_000, 'the end', supervised.ended)).toEqual({ code: 0, signal: null })
  return lines
}

describe('a program in a root of its own', () => {
  it('sees that root, and in it its directory and the native programs', async () => {
    const lines = await linesOf(runLook(['{dir}/x']))
    expect(lines.slice(0, 4)).toEqual(['cwd /', 'TMPDIR /tmp', 'argument /tmp/x', 'self 1'])
    const top = lines.filter((line) => line.startsWith('//')).sort()
    expect(top).toEqual(['//bin', '//mnt', '//proc', '//tmp'])
    expect(lines.filter((line) => line.startsWith('/tmp/'))).toEqual(['/tmp/written'])
    const programs = lines.filter((line) => line.startsWith('/mnt/'))
    expect(programs).toEqual(expect.arrayContaining(['/mnt/keeper', '/mnt/peerup-preload.so']))
    expect(programs).toHaveLength(readdirSync(nativeFolder).length)
  })

  it('gets its own /run if that root has one', async () => {
    mkdirSync(join(root, 'run'))
    writeFileSync(join(root, 'run/engine.pid'), '1')
    const lines = await linesOf(runLook())
    rmSync(join(root, 'run'), { recursive: true })
    expect(lines).not.toContain('/run: none')
    expect(lines.filter((line) => line.startsWith('/run/'))).toEqual([])
  })

  it('without a root sees the root of this system, so the lists above prove something', async () => {
    const supervised = supervise(program, [], {
      network: 'tx0:rx0',
      sockets: 1,
      env: { TMPDIR: folder },
    })
    const lines = await linesOf(supervised)
    expect(lines).toContain('//usr')
  })

  it('leaves nothing when it is ended', async () => {
    const supervised = runLook(['x', 'stay'])
    await new Lines(supervised.stdout).until(/ready/)
    expect(readdirSync(folder)).toHaveLength(1)
    // Only its own mount namespace has its mounts.
    expect({ mounts: mounts(), tmp: readdirSync(join(root, 'tmp')) }).toEqual({
      mounts: [],
      tmp: [],
    })
    await within(10_000, 'the end', supervised.end())
  })

  it('leaves nothing when its starter is killed', async () => {
    const starter = `
      const { spawn } = require('node:child_process')
      const [keeper, root, folder] = process.argv.slice(1)
      const words = ['--network', 'tx0:rx0', '--root', root, '--', '/bin/look', 'x', 'stay']
      spawn(keeper, words, {
        stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
        env: { ...process.env, TMPDIR: folder },
      })`
    const args = ['-e', starter, join(nativeFolder, 'keeper'), root, folder]
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = new Lines(parent.stdout)
    await lines.until(/ready/)
    const [directory = ''] = readdirSync(folder)
    parent.kill('SIGKILL')
    // All of them hold this pipe; the keeper holds it until it has removed the directory.
    expect(await lines.next()).toBe(null)
    expect(existsSync(join(folder, directory))).toBe(false)
  })
})

describe('the error of a wrong root', () => {
  it.each(['tmp', 'mnt', 'proc'])('names the missing %s', async (name) => {
    rmSync(join(root, name), { recursive: true })
    await expect(within(10_000, 'the end', runLook().ended)).rejects.toMatchObject({
      message: `${join(root, name)}: No such file or directory (ENOENT)`,
    })
    mkdirSync(join(root, name))
  })

  it('names the missing program', async () => {
    const supervised = supervise('/bin/none', [], {
      network: 'tx0:rx0',
      sockets: 1,
      root,
      env: { TMPDIR: folder },
    })
    await expect(within(10_000, 'the end', supervised.ended)).rejects.toMatchObject({
      code: 'program',
      message: '/bin/none: No such file or directory (ENOENT)',
    })
  })

  it('says that --root requires --network', async () => {
    const words = ['--root', root, '--', '/bin/look']
    const keeper = spawn(join(nativeFolder, 'keeper'), words, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: folder },
    })
    const lifeline = new Lines(keeper.stdio[3] as never)
    expect(JSON.parse((await lifeline.next()) ?? '').error.what).toBe('--root requires --network')
  })
})
