import type { Duplex } from 'node:stream'
import { Lines } from './waiting.js'

export type Message = { [key: string]: unknown; thread: string; snapshot?: unknown }

/** A gate's driver without anything between it and the lines. */
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

  /** Says a word and waits for what comes back. */
  async ask(word: 'go' | 'look'): Promise<Message> {
    this.write(`${word}\n`)
    const message = await this.next()
    if (message === null) throw new Error(`expected an answer to ${word}, got end of file`)
    return message
  }

  /** Says no more. */
  close(): void {
    this.#socket.end()
  }
}
