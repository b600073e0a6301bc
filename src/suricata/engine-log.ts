/** What upstream says, and the forwarder like it. */
export const engineStarted = /Engine started/
/** The line of a send that failed, with the reason. */
export const failedSend = /sending packet failed on socket -?\d+: (.*)$/
const counterLine = /(?:^|\s)(\S+): packets: (\d+)/

/** What only an engine says: that it started, what a thread has with its interface, or its counters. */
const enginesLines = [engineStarted, /\baf-packet: \S+: /, counterLine]

/** Whether any of these lines is an engine's. */
export const isOfAnEngine = (lines: readonly string[]): boolean =>
  lines.some((line) => enginesLines.some((pattern) => pattern.test(line)))

const enotsockText = 'Socket operation on non-socket'
const ebadfText = 'Bad file descriptor'

const reasonsOf = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => failedSend.exec(line)?.[1]?.trim() ?? [])

/** Whether a send went to no socket. ENETDOWN is none: a link may be down under a peer that is up. */
export const sentToNoSocket = (lines: readonly string[]): boolean =>
  reasonsOf(lines).some((reason) =>
    [enotsockText, ebadfText].some((text) => reason.startsWith(text)),
  )

/** How many lines tell of a failed send: on no socket, and otherwise. */
export function countFailures(lines: readonly string[]): {
  enotsock: number
  otherFailures: number
} {
  const reasons = reasonsOf(lines)
  const enotsock = reasons.filter((reason) => reason.startsWith(enotsockText)).length
  return { enotsock, otherFailures: reasons.length - enotsock }
}

/** `packets:` of each interface, as the engine logs them at its end; the last line of one counts. */
export function packetsOf(lines: readonly string[]): Map<string, number> {
  const packets = new Map<string, number>()
  for (const line of lines) {
    const [, iface, count] = counterLine.exec(line) ?? []
    if (iface !== undefined) packets.set(iface, Number(count))
  }
  return packets
}
