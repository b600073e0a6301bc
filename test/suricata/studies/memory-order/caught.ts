import {
  checkMemoryOrder,
  memoryFolder,
} from '../../../../src/suricata/studies/memory-order/check-memory.js'
import { memoryRowIsAsExpected } from '../../../../src/suricata/studies/memory-order/result.js'
import { findJar } from '../../../../src/tlc/jar.js'
import { type Alteration, alteredCopy } from '../altered-copy.js'

export type Mutant = Alteration & { family: string }

/** The rows of a family that are not as expected in spec/memory with one alteration: `upstream c11`. */
export async function caught({ family, ...alteration }: Mutant): Promise<string[]> {
  const folder = alteredCopy(memoryFolder, alteration)
  const { rows } = await checkMemoryOrder({ jar: await findJar(), folder, families: [family] })
  return rows
    .filter((row) => !memoryRowIsAsExpected(row))
    .map(({ orders, memory }) => `${orders} ${memory}`)
}

export const everywhere = ['sc', 'tso', 'relaxed', 'c11']
