import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import type { TlcRequest } from '../src/tlc/run.js'

type Question = Pick<TlcRequest, 'specFolder' | 'module' | 'modules' | 'config'>

/**
 * Asks TLC as somebody with the jar and a shell would: one worker, default flags. Throws unless it ends
 * with one of the exit codes.
 */
export async function askPlainly(
  { specFolder, module, modules = {}, config }: Question,
  { jar, codes }: { jar: string; codes: readonly number[] },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'peerup-bench-'))
  try {
    await writeFile(join(folder, 'model.cfg'), config)
    for (const [name, text] of Object.entries(modules)) await writeFile(join(folder, name), text)
    const own = Object.hasOwn(modules, `${module}.tla`)
    const { exitCode, stdout } = await execa(
      'java',
      [
        ...[`-DTLA-Library=${[specFolder, folder].join(delimiter)}`, '-cp', jar, 'tlc2.TLC'],
        ...['-workers', '1', '-config', join(folder, 'model.cfg')],
        ...['-metadir', join(folder, 'states'), own ? join(folder, module) : module],
      ],
      { cwd: specFolder, reject: false },
    )
    if (exitCode !== undefined && codes.includes(exitCode)) return
    throw new Error(`expected TLC to end with ${codes.join(' or ')}, got ${exitCode}: ${stdout}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
