import type { Duplex } from 'node:stream'
import { Lines } from './waiting.js'

export type Message = { [key: string]: unknown; thread: string; snapshot?: unknown }

/** The driver's end of a gate, which reads and writes plain lines. */
export class RawGate {
  readonly #socket: Duplex
  readonly #lines: Lines

  constructor(socket: Duplex | undefined) {
    if (socket === undefined) throw new Error('expected the socket of a gate')
    this.#socket = socket
    this.#lines = new Lines(socket)
  }

  /** The next message; null once the program has closed its end. */
  async next(): Promise<Message | null> {
    const line = await this.#lines.next()
    return line === null ? null : JSON.parse(line)
  }

  write(text: string): void {
    this.#socket.write(text)
  }

  /** Writes a word and waits for the answer. */
  async ask(word: 'go' | 'look'): Promise<Message> {
    this.write(`${word}\n`)
    const message = await this.next()
    if (message === null) throw new Error(`expected an answer to ${word}, got end of file`)
    return message
  }

  /** Sends end of file. */
  close(): void {
    this.#socket.end()
  }
}
