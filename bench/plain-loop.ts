import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import type { TlcRequest } from '../src/tlc/run.js'

type PlainRequest = Pick<TlcRequest, 'specFolder' | 'module' | 'modules' | 'config'>

/**
 * Runs TLC as a shell would, with one worker and default flags of the JVM. Throws unless its exit code is
 * one of `codes`.
 */
export async function runPlainTlc(
  { specFolder, module, modules = {}, config }: PlainRequest,
  { jar, codes }: { jar: string; codes: readonly number[] },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'peerup-bench-'))
  try {
    await writeFile(join(folder, 'model.cfg'), config)
    for (const [name, text] of Object.entries(modules)) await writeFile(join(folder, name), text)
    const generated = Object.hasOwn(modules, `${module}.tla`)
    const { exitCode, stdout } = await execa(
      'java',
      [
        ...[`-DTLA-Library=${[specFolder, folder].join(delimiter)}`, '-cp', jar, 'tlc2.TLC'],
        ...['-workers', '1', '-config', join(folder, 'model.cfg')],
        ...['-metadir', join(folder, 'states'), generated ? join(folder, module) : module],
      ],
      { cwd: specFolder, reject: false },
    )
    if (exitCode !== undefined && codes.includes(exitCode)) return
    throw new Error(`expected exit code ${codes.join(' or ')} of TLC, got ${exitCode}: ${stdout}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
