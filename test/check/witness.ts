import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { counterexample, specFolder } from './traces.js'

/** What must be able to happen in a flap so that a bug shows; none of the specification's properties asks for it. */
const witnesses = {
  // A thread has gone down, has reopened and forwards.
  NeverComesBack:
    '\\A t \\in Thread : ~(opened > Len(Threads) /\\ ~peer_update[t] /\\ sent[t].result = "ok")',
  // A link is down, and one of its threads has its ring and is not bound yet.
  NeverDownUnbound:
    '\\A t \\in Thread : ~(pc[t] = "WaitTurn" /\\ ptv[t].socket # 0 /\\ link[InterfaceOf[t]] = "down")',
}

/**
 * The ITF file of TLC's shortest behaviour of a flap in which this happens: the counterexample to a property that a
 * copy of the specification has in addition.
 */
export async function witness(variant: string, property: keyof typeof witnesses): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-witness-'))
  try {
    const spec = join(folder, 'spec')
    cpSync(specFolder, spec, { recursive: true })
    alterText(join(spec, 'MCPeerUp.tla'), (module) =>
      module.replace(/^={4,}$/m, (end) => `${property} == ${witnesses[property]}\n${end}`),
    )
    alterText(join(spec, 'models.json'), (text) => {
      const manifest = JSON.parse(text)
      manifest.models = []
      manifest.properties[property] = { kind: 'witness', claim: 'it happens' }
      manifest.expectations.push({
        ...{ scenario: 'flap', property, expected: 'violated', variants: [variant] },
        why: 'Links flap.',
      })
      return JSON.stringify(manifest)
    })
    return await counterexample(`${variant}.flap.1x1`, property, spec)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function alterText(file: string, alter: (text: string) => string): void {
  writeFileSync(file, alter(readFileSync(file, 'utf8')))
}
