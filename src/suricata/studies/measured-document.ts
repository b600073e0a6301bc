import type { Study } from '../../check/study.js'

/** Documents of what was measured apart: a check asks nothing for them. */
export const measuredDocument = (
  name: string,
  documents: NonNullable<Study['documents']>,
): Study => ({
  name,
  title: null,
  subject: name,
  isAsked: () => true,
  make: async () => {},
  result: () => null,
  documents,
})
