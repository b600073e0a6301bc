import type { StartStudies, Study } from '../../check/study.js'
import { writeBinaries } from '../binary/write-binaries.js'
import { claimsStudy } from './claims/study.js'
import { deepStudy } from './deep/study.js'
import { everySizeStudy } from './every-size/study.js'
import { fixSetsStudy } from './fix-sets/study.js'
import { memoryOrderStudy } from './memory-order/study.js'
import { writeReproductions } from './restarts/write-reproductions.js'

/** The studies of a check, in the order in which they are made: the one place where they are registered. */
export const startStudies: StartStudies = (options) => {
  const memoryOrder = memoryOrderStudy(options)
  return [
    fixSetsStudy(options),
    everySizeStudy(options),
    memoryOrder,
    deepStudy(options),
    claimsStudy(options, memoryOrder),
    documentOf('binaries', writeBinaries),
    documentOf('restarts', writeReproductions),
  ]
}

/** A document of what was measured apart: a check asks nothing for it. */
const documentOf = (name: string, write: NonNullable<Study['write']>): Study => ({
  name,
  title: null,
  subject: name,
  isAsked: () => true,
  make: async () => {},
  result: () => null,
  write,
})
