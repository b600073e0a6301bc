import { join } from 'node:path'
import type { Study, StudyOptions } from '../../../check/study.js'
import { packageRoot } from '../../../core/package-root.js'
import { deepDeviations } from './deep-deviations.js'
import { readDeep } from './deep-file.js'

/** Holds the committed rows of the last deep check against what is argued today. */
export function deepStudy({ specification }: StudyOptions): Study {
  let deviations: string[] = []
  return {
    name: 'deep',
    title: 'Holding the committed deep check against what is argued',
    subject: 'the committed deep check',
    // The measurements are of our own specification.
    isAsked: () => specification.folder === join(packageRoot, 'spec'),
    make: async () => {
      const deep = readDeep(packageRoot)
      deviations = deep === null ? [] : deepDeviations(specification, deep)
    },
    result: () => null,
    deviations: () => deviations,
  }
}
