import type { Readable } from 'node:stream'

export type LineHandlers = {
  line(text: string): void
  /** A line exceeds the limit; reading has stopped. `start` has its first 80 bytes. */
  tooLong(start: string): void
  /** End of file, or an error; `rest` follows the last newline. */
  end(rest: string): void
}

const newline = 0x0a

/** Reads lines of at most `limitBytes` from a socket. The returned function stops reading. */
export function readLines(socket: Readable, limitBytes: number, on: LineHandlers): () => void {
  let pending: Buffer = Buffer.alloc(0)
  let stopped = false
  const stop = () => {
    stopped = true
    socket.off('data', take)
    socket.pause()
  }
  const take = (chunk: Buffer) => {
    // Most messages arrive whole: copy only the rest of earlier chunks.
    let data = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (let at = data.indexOf(newline); at >= 0 && !stopped; at = data.indexOf(newline)) {
      if (at > limitBytes) break
      const line = data.toString('utf8', 0, at)
      data = data.subarray(at + 1)
      on.line(line)
    }
    pending = data
    if (stopped || pending.length <= limitBytes) return
    stop()
    on.tooLong(pending.toString('utf8', 0, 80))
  }
  const end = () => {
    if (stopped) return
    stop()
    on.end(pending.toString('utf8'))
  }
  socket.on('data', take)
  socket.once('end', end)
  socket.once('close', end)
  socket.on('error', end)
  // A socket that has ended emits no further event.
  if (socket.destroyed || socket.readableEnded) queueMicrotask(end)
  return stop
}
