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

// A root as small as it can be: one static program, which says what it sees, and the folders that the
// keeper shows something in.

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
  for (const made of [root, folder]) rmSync(made, { recursive: true, force: true })
  expect(left).toEqual({ root: untouched, files: [], mounts: [] })
})

const untouched = ['bin', 'bin/look', 'mnt', 'proc', 'tmp']
const inside = () => readdirSync(root, { recursive: true }).map(String).sort()

/** What is mounted below the root, seen from here. */
const mounts = () =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(root))

const look = (words: string[] = [], options = {}): SupervisedProcess =>
  supervise('/bin/look', words, {
    network: 'tx0:rx0',
    sockets: 1,
    root,
    env: { TMPDIR: folder },
    ...options,
  })

async function saw(kept: SupervisedProcess): Promise<string[]> {
  const said = (await text(kept.stdout)).trimEnd().split('\n')
  expect(await within(10_000, 'the end', kept.ended)).toEqual({ code: 0, signal: null })
  return said
}

describe('a program in a root of its own', () => {
  it('sees that root, and of ours its directory and the native programs', async () => {
    const said = await saw(look(['{dir}/x']))
    expect(said.slice(0, 4)).toEqual(['cwd /', 'TMPDIR /tmp', 'argument /tmp/x', 'self 1'])
    const top = said.filter((line) => line.startsWith('//')).sort()
    expect(top).toEqual(['//bin', '//mnt', '//proc', '//tmp'])
    expect(said.filter((line) => line.startsWith('/tmp/'))).toEqual(['/tmp/written'])
    const programs = said.filter((line) => line.startsWith('/mnt/'))
    expect(programs).toEqual(expect.arrayContaining(['/mnt/keeper', '/mnt/peerup-preload.so']))
    expect(programs).toHaveLength(readdirSync(nativeFolder).length)
  })

  it('has a /run of its own where that root has one', async () => {
    mkdirSync(join(root, 'run'))
    writeFileSync(join(root, 'run/engine.pid'), '1')
    const said = await saw(look())
    rmSync(join(root, 'run'), { recursive: true })
    expect(said).not.toContain('/run: none')
    expect(said.filter((line) => line.startsWith('/run/'))).toEqual([])
  })

  it('without one sees the root of this system: the looker can tell', async () => {
    const kept = supervise(program, [], { network: 'tx0:rx0', sockets: 1, env: { TMPDIR: folder } })
    const said = await saw(kept)
    expect(said).toContain('//usr')
  })

  it('leaves nothing when it is ended', async () => {
    const kept = look(['x', 'stay'])
    await new Lines(kept.stdout).until(/ready/)
    expect(readdirSync(folder)).toHaveLength(1)
    // What is mounted for it is mounted for it alone.
    expect({ mounts: mounts(), tmp: readdirSync(join(root, 'tmp')) }).toEqual({
      mounts: [],
      tmp: [],
    })
    await within(10_000, 'the end', kept.end())
  })

  it('leaves nothing when who started it is killed', async () => {
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
    // All of them hold this pipe, the keeper until it has removed the directory.
    expect(await lines.next()).toBe(null)
    expect(existsSync(join(folder, directory))).toBe(false)
  })
})

describe('a root that is wrong', () => {
  it.each(['tmp', 'mnt', 'proc'])('has no %s: that is named', async (name) => {
    rmSync(join(root, name), { recursive: true })
    await expect(within(10_000, 'the end', look().ended)).rejects.toMatchObject({
      message: `${join(root, name)}: No such file or directory (ENOENT)`,
    })
    mkdirSync(join(root, name))
  })

  it('has no such program: that is named', async () => {
    const kept = supervise('/bin/none', [], {
      network: 'tx0:rx0',
      sockets: 1,
      root,
      env: { TMPDIR: folder },
    })
    await expect(within(10_000, 'the end', kept.ended)).rejects.toMatchObject({
      code: 'program',
      message: '/bin/none: No such file or directory (ENOENT)',
    })
  })

  it('is refused without a network, which has the namespaces for it', async () => {
    const words = ['--root', root, '--', '/bin/look']
    const keeper = spawn(join(nativeFolder, 'keeper'), words, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: folder },
    })
    const said = new Lines(keeper.stdio[3] as never)
    expect(JSON.parse((await said.next()) ?? '').error.what).toContain('usage: keeper')
  })
})
