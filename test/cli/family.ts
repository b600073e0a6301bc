import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { uniqueMark } from '../native/leftovers.js'

type Process = { pid: number; parent: number; start: string; name: string }

/**
 * Everything that a run of the CLI starts: processes with its mark in their environment or its temporary
 * directory on their command line, and descendants at the time of a look.
 */
export class Family {
  readonly env: Record<string, string>
  readonly #folder = mkdtempSync(join(tmpdir(), 'peerup-run-'))
  readonly #mark = uniqueMark()
  readonly #interfaces = interfaces()
  readonly #known = new Map<string, Process>()
  #root: number | null = null

  constructor() {
    this.env = { TMPDIR: this.#folder, PEERUP_TEST_RUN: this.#mark }
  }

  /** Removes the temporary directory, whatever is in it. */
  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  watch(pid: number): void {
    this.#root = pid
  }

  /** The names of the running members; members are remembered, so that none is lost when its parent ends. */
  members(): string[] {
    return this.#look().map(({ name }) => name)
  }

  #look(): Process[] {
    const all = processes()
    const own = new Set(this.#root === null ? [] : [this.#root])
    // Again until nothing is added: a child may be listed before its parent.
    for (let size = 0; size !== own.size; ) {
      size = own.size
      for (const { pid, parent } of all) if (own.has(parent)) own.add(pid)
    }
    for (const process of all) {
      if (process.pid === this.#root) continue
      if (own.has(process.pid) || this.#isMarked(process.pid)) this.#remember(process)
    }
    return this.#alive(all)
  }

  /** Waits until a process of this name runs. */
  async awaitMember(name: string, deadlineMs = 30_000): Promise<void> {
    await poll(() => this.members().includes(name), `a process ${name}`, deadlineMs)
  }

  /** Waits for a process of this name and stops it, so that it neither continues nor ends by itself. */
  async holdMember(name: string): Promise<void> {
    await this.awaitMember(name)
    const isHeld = () => this.#look().filter((one) => one.name === name && stop(one.pid)).length > 0
    await poll(isHeld, `${name} to be held`, 15_000)
  }

  /** The leftovers: processes, files in the temporary directory, interfaces of this host. */
  leftovers() {
    return {
      processes: this.members(),
      files: readdirSync(this.#folder),
      interfaces: interfaces().filter((name) => !this.#interfaces.includes(name)),
    }
  }

  expectGone(): void {
    expect(this.leftovers()).toEqual(nothing)
  }

  /** Waits for the keepers, which end by themselves after a kill. */
  async awaitGone(deadlineMs = 15_000): Promise<void> {
    const isGone = () => JSON.stringify(this.leftovers()) === JSON.stringify(nothing)
    await poll(isGone, 'nothing left', deadlineMs).catch(() => this.expectGone())
  }

  #remember(process: Process): void {
    this.#known.set(`${process.pid} ${process.start}`, process)
  }

  #alive(all: readonly Process[]): Process[] {
    const now = new Set(all.map(({ pid, start }) => `${pid} ${start}`))
    return [...this.#known].filter(([key]) => now.has(key)).map(([, process]) => process)
  }

  #isMarked(pid: number): boolean {
    const environment = read(`/proc/${pid}/environ`)
    const command = read(`/proc/${pid}/cmdline`)
    return environment.includes(`PEERUP_TEST_RUN=${this.#mark}`) || command.includes(this.#folder)
  }
}

/** Stops a process; false if it has just ended: a browser starts many that end soon. */
function stop(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGSTOP')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

const nothing = { processes: [], files: [], interfaces: [] }

/** Polls until the condition holds: the kernel sends no event for it. */
export async function poll(is: () => boolean, what: string, deadlineMs: number): Promise<void> {
  const deadline = performance.now() + deadlineMs
  while (!is()) {
    if (performance.now() > deadline) throw new Error(`expected ${what} within ${deadlineMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const interfaces = () => readdirSync('/sys/class/net')

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`)
      // "PID (name) S PPID ...": the name may contain anything. The 22nd field is the start.
      const end = stat.lastIndexOf(')')
      const fields = stat.slice(end + 2).split(' ')
      const [state = 'X', parent = '0'] = fields
      if (end < 0 || state === 'Z' || state === 'X') return []
      return {
        pid: Number(name),
        parent: Number(parent),
        start: fields[19] ?? '',
        name: stat.slice(stat.indexOf('(') + 1, end),
      }
    })
}

/** Empty for a process that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
