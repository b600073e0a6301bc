import { join } from 'node:path'
import { makeFolder, writeWhole } from '../core/write-file.js'

/** Where the documents of a check go, below the folder that traces and documents go to. */
export const documentsPath = 'docs/reference'

/**
 * The folder of generated documents. A link to a trace or a picture leads to the behaviour that is kept
 * under another name, where `keptName` says so.
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
