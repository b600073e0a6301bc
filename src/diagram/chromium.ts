import { delimiter, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Browser } from 'puppeteer'
import { PeerupError } from '../core/error.js'
import { whyNotExecutable } from '../process/executable.js'
import { type SupervisedProcess, supervise } from '../process/supervise.js'

export type ChromiumOptions = {
  /** The browser's file; default: $CHROMIUM, then a search of the PATH. */
  chromium?: string
  /** How long the browser may take until it listens; default: 30,000. */
  startDeadlineMs?: number
  signal?: AbortSignal
}

/** A browser under a keeper, which ends it with this process, also after `kill -9`. */
export type KeptBrowser = { browser: Browser; end(): Promise<void> }

const fix = 'install chromium (Debian: apt-get install chromium), or name one in $CHROMIUM'

/** Starts Chromium, which downloads nothing and writes only below the run's temporary directory. */
export async function startChromium(options: ChromiumOptions = {}): Promise<KeptBrowser> {
  const program = findChromium(options.chromium)
  const variables = ['HOME={dir}', 'XDG_CONFIG_HOME={dir}', 'XDG_CACHE_HOME={dir}']
  const { signal } = options
  const kept = supervise('/usr/bin/env', [...variables, program, ...flags()], signal && { signal })
  try {
    // Reads stderr from the start, as unread output is lost. Puppeteer loads meanwhile, and only here:
    // most runs of the CLI draw nothing, and it would take a third of their start.
    const [browserWSEndpoint, { default: puppeteer }] = await Promise.all([
      devtoolsAddress(kept, options.startDeadlineMs ?? 30_000),
      import('puppeteer'),
    ])
    for (const stream of [kept.stdout, kept.stderr]) stream.resume()
    const browser = await puppeteer.connect({ browserWSEndpoint })
    return { browser, end: () => endBrowser(browser, kept) }
  } catch (cause) {
    await kept.end()
    if (cause instanceof PeerupError) throw cause
    const message = `expected a connection to ${program}, got: ${(cause as Error).message}`
    throw new PeerupError('environment', message, { fix, cause })
  }
}

async function endBrowser(browser: Browser, kept: SupervisedProcess): Promise<void> {
  await browser.disconnect()
  await kept.end()
}

/** The file of the browser. Throws a PeerupError `environment` if there is none. */
export function findChromium(given = process.env.CHROMIUM): string {
  const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/bin')
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const candidates =
    given === undefined ? names.flatMap((name) => folders.map((f) => join(f, name))) : [given]
  const found = candidates.find((file) => whyNotExecutable(file) === null)
  if (found !== undefined) return found
  const message =
    given === undefined
      ? 'expected chromium on the PATH, found none'
      : `expected an executable browser, got ${given}`
  throw new PeerupError('environment', message, { fix })
}

/** The keeper replaces `{dir}`. Chromium's sandbox does not work as root; it opens only pages made here. */
function flags(): string[] {
  return [
    '--headless',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--remote-debugging-port=0',
    '--user-data-dir={dir}/profile',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--disable-breakpad',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-sync',
    '--no-default-browser-check',
    '--no-first-run',
    // Letters have the same widths on every machine.
    '--font-render-hinting=none',
    '--force-color-profile=srgb',
    'about:blank',
  ]
}

/** Reads from Chromium's stderr where it listens. */
async function devtoolsAddress(
  { stderr, ended }: SupervisedProcess,
  deadlineMs: number,
): Promise<string> {
  const output: string[] = []
  const timeout = AbortSignal.timeout(deadlineMs)
  const late = new Promise<null>((resolve) => {
    timeout.addEventListener('abort', () => resolve(null), { once: true })
  })
  const address = await Promise.race([readAddress(stderr, output), ended.then(() => null), late])
  if (address !== null) return address
  const why = timeout.aborted
    ? `did not listen within ${deadlineMs} ms`
    : 'ended before it listened'
  const last = output.join('').trimEnd().split('\n').at(-1) || 'none'
  throw new PeerupError('environment', `Chromium ${why}; its last line: ${last}`, { fix })
}

async function readAddress(stderr: Readable, output: string[]): Promise<string | null> {
  stderr.setEncoding('utf8')
  return new Promise((resolve) => {
    stderr.on('data', (chunk: string) => {
      output.push(chunk)
      const address = /DevTools listening on (ws:\/\/\S+)\n/.exec(output.join(''))?.[1]
      if (address !== undefined) resolve(address)
    })
    stderr.once('end', () => resolve(null))
  })
}
