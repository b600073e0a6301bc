import { join } from 'node:path'
import { makeFolder, writeWhole } from '../core/write-file.js'

/** The folder for the documents of a check, below its output root. */
export const documentsPath = 'docs/reference'

/**
 * The folder of generated documents. Equal behaviours share one file: `keptName` maps the name of a trace
 * to the name of that file, and links to traces and pictures follow it.
 */
export class DocumentFolder {
  readonly root: string
  readonly #folder: string
  readonly #keptName: (name: string) => string

  constructor(root: string, keptName: (name: string) => string) {
    this.root = root
    this.#folder = makeFolder(root, ...documentsPath.split('/'))
    this.#keptName = keptName
  }

  write(name: string, text: string): void {
    const linked = text.replace(
      /\]\(((?:\.\.\/)*)(traces|diagrams)\/([^)/]+?)\.(itf\.json|svg)\)/g,
      (_, up: string, folder: string, trace: string, ending: string) =>
        `](${up}${folder}/${this.#keptName(trace)}.${ending})`,
    )
    writeWhole(join(this.#folder, name), linked)
  }
}
