import { markdownTable } from './markdown-table.js'

/** A generated document, and what it is about. */
export type ReferenceDocument = { file: string; about?: string }

const general: readonly ReferenceDocument[] = [
  {
    file: 'results.md',
    about: 'every verdict, every counterexample with its picture, every replay',
  },
  { file: 'mapping.md', about: 'each action of the model: function, gate, call' },
]

/** `docs/reference/index.md`: the generated documents. */
export function referenceIndex(documents: readonly ReferenceDocument[]): string {
  const rows = [...general, ...documents].flatMap(({ file, about }) =>
    about === undefined ? [] : [[`[${file}](${file})`, about]],
  )
  return `# Reference

Everything in this folder is generated: edit the specification, the measurements or the program that
writes it, and run \`npm run check\`. Pictures are in [diagrams](diagrams), traces in
[traces](../../traces).

${markdownTable(['document', 'what it has'], rows)}
`
}
