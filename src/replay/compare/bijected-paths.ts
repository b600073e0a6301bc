import type { Mapping } from '../../core/mapping.js'

/** Finds the bijection of a path in a state: `['peer', 'a', 'socket']`, or `[..., '#key']` for keys. */
export type BijectedPaths = {
  at(path: readonly string[]): string | undefined
  /** Whether a variable has a function whose keys are bijected numbers. */
  keyed(variable: string): boolean
}

/** Reads the mapping's paths such as `peer.*.socket`, in which `*` stands for one key or field. */
export function bijectedPaths(mapping: Mapping): BijectedPaths {
  const patterns = Object.entries(mapping.bijections).flatMap(([bijection, { paths }]) =>
    paths.map((path) => ({ bijection, segments: path.split('.') })),
  )
  return {
    at: (path) => patterns.find(({ segments }) => matches(segments, path))?.bijection,
    keyed: (variable) =>
      patterns.some(({ segments }) => segments[0] === variable && segments.includes('#key')),
  }
}

function matches(segments: readonly string[], path: readonly string[]): boolean {
  if (segments.length !== path.length) return false
  return segments.every((segment, index) =>
    segment === '*' ? path[index] !== '#key' : segment === path[index],
  )
}
