import { PeerupError } from '../src/core/error.js'
import { binaryEngine } from '../src/suricata/studies/restarts/binary-engine.js'
import type { Engine } from '../src/suricata/studies/restarts/engine.js'
import type { ReproduceOptions } from '../src/suricata/studies/restarts/result.js'

/**
 * The engine of `Suricata 7.0.10=/usr/bin/suricata` or, with a root folder, `...=/usr/bin/suricata@ROOT`. Throws
 * a PeerupError `usage` for another word.
 */
export function engineNamed(word: string, options: ReproduceOptions): Engine {
  const [, name, path, root] = /^([^=]+)=([^@]+)(?:@(.+))?$/.exec(word) ?? []
  if (name === undefined || path === undefined) {
    throw new PeerupError('usage', `expected NAME=PATH or NAME=PATH@ROOT, got ${word}`)
  }
  const engine = binaryEngine(path, root, options)
  return { ...engine, subject: { ...engine.subject, name } }
}
