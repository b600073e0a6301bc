import type { StartStudies } from '../../check/study.js'
import { binariesDocuments } from '../binary/measured-binaries.js'
import { callsDocuments } from './calls/document.js'
import { claimsStudy } from './claims/study.js'
import { deepStudy } from './deep/study.js'
import { everySizeStudy } from './every-size/study.js'
import { fixSetsStudy } from './fix-sets/study.js'
import { leftOutStudy } from './left-out/study.js'
import { measuredDocument } from './measured-document.js'
import { memoryOrderStudy } from './memory-order/study.js'
import { restartsDocuments } from './restarts/measured-restarts.js'

/** The studies of a check, in the order in which they are made: the one place where they are registered. */
export const startStudies: StartStudies = (options) => {
  const memoryOrder = memoryOrderStudy(options)
  return [
    fixSetsStudy(options),
    everySizeStudy(options),
    memoryOrder,
    leftOutStudy(options),
    deepStudy(options),
    claimsStudy(options, memoryOrder),
    measuredDocument('binaries', binariesDocuments),
    measuredDocument('restarts', restartsDocuments),
    measuredDocument('calls', () => callsDocuments(options.specification)),
  ]
}
