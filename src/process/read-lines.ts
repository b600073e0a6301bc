import type { Readable } from 'node:stream'

export type LineHandlers = {
  line(text: string): void
  /** No newline came within the limit; nothing more is read. */
  tooLong(start: string): void
  /** End of file, or an error; `rest` is what came after the last newline. */
  end(rest: string): void
}

const newline = 0x0a

/** Reads lines of at most `limitBytes` from a socket. The returned function stops reading. */
export function readLines(socket: Readable, limitBytes: number, on: LineHandlers): () => void {
  let held: Buffer = Buffer.alloc(0)
  let stopped = false
  const stop = () => {
    stopped = true
    socket.off('data', take)
    socket.pause()
  }
  const take = (chunk: Buffer) => {
    // Copying only what is left of earlier chunks: a message mostly comes whole.
    let data = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    for (let at = data.indexOf(newline); at >= 0 && !stopped; at = data.indexOf(newline)) {
      if (at > limitBytes) break
      const line = data.toString('utf8', 0, at)
      data = data.subarray(at + 1)
      on.line(line)
    }
    held = data
    if (stopped || held.length <= limitBytes) return
    stop()
    on.tooLong(held.toString('utf8', 0, 80))
  }
  const end = () => {
    if (stopped) return
    stop()
    on.end(held.toString('utf8'))
  }
  socket.on('data', take)
  socket.once('end', end)
  socket.once('close', end)
  socket.on('error', end)
  // It will not say so again.
  if (socket.destroyed || socket.readableEnded) queueMicrotask(end)
  return stop
}
