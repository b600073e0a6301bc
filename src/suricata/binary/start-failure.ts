/** What the words of the loader, of a sanitizer, of the library or of the engine say about a failed start. */
const causes: readonly { pattern: RegExp; text: (match: RegExpExecArray) => string }[] = [
  {
    // The library ends an engine that it does not understand, and reports a broken gate.
    pattern: /^peerup-(?:preload|gate): .*$/m,
    text: ([line]) => line,
  },
  {
    pattern: /^.*version `(GLIBC_[\d.]+)' not found \(required by [^)]*peerup-preload\.so\).*$/m,
    text: ([, version]) =>
      `the engine's C library is older than peerup's library needs (${version} not found): build peerup (./bootstrap) on a system with that C library, and run it there`,
  },
  {
    pattern: /^Error (?:relocating|loading) (?:shared library )?.*peerup-preload\.so.*$/m,
    text: ([line]) =>
      `the engine's C library is musl, which cannot load peerup's library, built for glibc (${line}): use an engine that is built for glibc`,
  },
  {
    pattern: /^.*(?:ASan runtime does not come first in initial library list).*$/m,
    text: () =>
      'the engine is built with AddressSanitizer, whose runtime must come first of all libraries: set ASAN_OPTIONS=verify_asan_link_order=0 (after what ASAN_OPTIONS has, with a colon)',
  },
  {
    pattern:
      /^.*object '[^']*peerup-preload\.so' from LD_PRELOAD cannot be preloaded \(([^)]*)\).*$/m,
    text: ([, why]) => `the loader did not preload peerup's library: ${why}`,
  },
]

/** The cause of a failed start by what the engine wrote; null if nothing there is known. */
export function causeIn(output: string): string | null {
  for (const { pattern, text } of causes) {
    const match = pattern.exec(output)
    if (match !== null) return text(match)
  }
  return null
}

/** Lines in which an engine says what is wrong: upstream's errors, and those of its options. */
const complaint =
  /^(?:\[.*\] )?(?:E|Error): |<Error>|: (?:unrecognized|invalid|ambiguous) option|: option .* (?:requires|is ambiguous)/

const linesShown = 3

/** The last lines in which an engine said what is wrong; none if it complained of nothing. */
export const complaintsIn = (lines: readonly string[]): string[] =>
  lines
    .map((line) => line.trim())
    .filter((line) => complaint.test(line))
    .slice(-linesShown)
