/** Upstream's line at the end of its start; the forwarder prints the same. */
export const engineStarted = /Engine started/
/** Upstream's line of a failed send (`AFPWritePacket()`), also the forwarder's; captures the reason. */
export const failedSend = /sending packet failed on socket -?\d+: (.*)$/
const counterLine = /(?:^|\s)(\S+): packets: (\d+)/

/** Lines that only an engine prints: its start, what happens at an interface, its counters. */
const engineLines = [engineStarted, /\baf-packet: \S+: /, counterLine]

/** Whether one of these lines is an engine's. */
export const isOfAnEngine = (lines: readonly string[]): boolean =>
  lines.some((line) => engineLines.some((pattern) => pattern.test(line)))

const enotsockText = 'Socket operation on non-socket'
const ebadfText = 'Bad file descriptor'

const reasonsOf = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => failedSend.exec(line)?.[1]?.trim() ?? [])

/** Whether a send failed on a descriptor that is no socket. ENETDOWN does not count: the link of a peer that is up may be down. */
export const sentToNoSocket = (lines: readonly string[]): boolean =>
  reasonsOf(lines).some((reason) =>
    [enotsockText, ebadfText].some((text) => reason.startsWith(text)),
  )

/** How many lines report a send that failed with ENOTSOCK, and with another error. */
export function countFailures(lines: readonly string[]): {
  enotsock: number
  otherFailures: number
} {
  const reasons = reasonsOf(lines)
  const enotsock = reasons.filter((reason) => reason.startsWith(enotsockText)).length
  return { enotsock, otherFailures: reasons.length - enotsock }
}

/** The `packets:` of each interface, which an engine logs at its end; of several lines the last counts. */
export function packetsOf(lines: readonly string[]): Map<string, number> {
  const packets = new Map<string, number>()
  for (const line of lines) {
    const [, iface, count] = counterLine.exec(line) ?? []
    if (iface !== undefined) packets.set(iface, Number(count))
  }
  return packets
}
