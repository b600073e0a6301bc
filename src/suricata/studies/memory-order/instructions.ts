import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PeerupError } from '../../../core/error.js'
import { nativeFolder } from '../../../process/supervise.js'

/** A thread of a shape, and the instructions that the compiler generated for its accesses. */
export type Part = { name: string; instructions: string[] }

const roles: Record<string, readonly string[]> = {
  MP: ['writer', 'reader'],
  SB: ['first', 'second'],
}

/**
 * The instructions of both threads of a shape, from the assembly file that the build writes. Throws a
 * PeerupError: `environment` if the file is missing, `program` if it lacks a thread's function.
 */
export function instructionsOf(
  shape: string,
  order: string,
  file = join(nativeFolder, 'litmus-shapes.s'),
): Part[] {
  const text = readAssembly(file)
  const prefix = `${shape.toLowerCase()}_${order.replaceAll('-', '_')}`
  return (roles[shape] ?? []).map((role) => ({
    name: role,
    instructions: functionOf(text, `${prefix}_${role}`, file),
  }))
}

function readAssembly(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new PeerupError('environment', `expected the assembly of the shapes at ${file}`, {
      fix: 'run ./bootstrap, which builds it',
      cause,
    })
  }
}

/** The lines from the function's label to its `.size`, without directives and labels. */
function functionOf(text: string, name: string, file: string): string[] {
  const lines = text.split('\n')
  const start = lines.indexOf(`${name}:`)
  const end = lines.findIndex((line, index) => index > start && /^\t\.size\t/.test(line))
  const instructions = lines
    .slice(start + 1, end)
    .filter((line) => /^\t[^.]/.test(line))
    .map((line) => line.trim().replaceAll('\t', ' '))
  if (start >= 0 && instructions.length > 0) return instructions
  throw new PeerupError('program', `expected the instructions of ${name}, found none`, {
    where: { file },
    fix: 'build again: make -C native',
  })
}
