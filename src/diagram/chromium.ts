import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Browser } from 'puppeteer'
import { PeerupError } from '../core/error.js'
import { type SupervisedProcess, supervise } from '../process/supervise.js'

export type ChromiumOptions = {
  /** Looked for first; then $CHROMIUM, then the PATH. */
  chromium?: string
  /** How long the browser may take until it listens. */
  startDeadlineMs?: number
  signal?: AbortSignal
}

/** A browser that ends with us, whatever happens to us: it lives under a keeper. */
export type KeptBrowser = { browser: Browser; end(): Promise<void> }

const fix = 'install chromium (Debian: apt-get install chromium), or name one in $CHROMIUM'

/** Starts Chromium, which downloads nothing and writes below the run's temporary directory only. */
export async function startChromium(options: ChromiumOptions = {}): Promise<KeptBrowser> {
  const program = findChromium(options.chromium)
  const own = ['HOME={dir}', 'XDG_CONFIG_HOME={dir}', 'XDG_CACHE_HOME={dir}']
  const { signal } = options
  const kept = supervise('/usr/bin/env', [...own, program, ...flags()], signal && { signal })
  try {
    // Listens at once, for nobody keeps what is not read. Puppeteer is loaded meanwhile: most runs of
    // the CLI draw nothing, and it takes a third of their start.
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
    const message = `expected ${program} to be spoken to, got: ${(cause as Error).message}`
    throw new PeerupError('environment', message, { fix, cause })
  }
}

async function endBrowser(browser: Browser, kept: SupervisedProcess): Promise<void> {
  await browser.disconnect()
  await kept.end()
}

/** Throws a PeerupError `environment` if there is none. */
export function findChromium(given = process.env.CHROMIUM): string {
  const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/bin')
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const candidates =
    given === undefined ? names.flatMap((name) => folders.map((f) => join(f, name))) : [given]
  const found = candidates.find(isExecutable)
  if (found !== undefined) return found
  const message = `expected ${given ?? 'chromium on the PATH'} to be a program, found none`
  throw new PeerupError('environment', message, { fix })
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The keeper replaces `{dir}`. Chromium's sandbox does not work as root, and the pages are our own. */
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
    // Letters of the same widths on every machine.
    '--font-render-hinting=none',
    '--force-color-profile=srgb',
    'about:blank',
  ]
}

/** Chromium says on stderr where it listens. */
async function devtoolsAddress(
  { stderr, ended }: SupervisedProcess,
  deadlineMs: number,
): Promise<string> {
  const said: string[] = []
  const timeout = AbortSignal.timeout(deadlineMs)
  const late = new Promise<null>((resolve) => {
    timeout.addEventListener('abort', () => resolve(null), { once: true })
  })
  const address = await Promise.race([readAddress(stderr, said), ended.then(() => null), late])
  if (address !== null) return address
  const why = timeout.aborted ? `nothing within ${deadlineMs} ms` : 'its end'
  const last = said.join('').trimEnd().split('\n').at(-1) || 'it said nothing'
  throw new PeerupError('environment', `expected Chromium to listen, got ${why}: ${last}`, { fix })
}

async function readAddress(stderr: Readable, said: string[]): Promise<string | null> {
  stderr.setEncoding('utf8')
  return new Promise((resolve) => {
    stderr.on('data', (chunk: string) => {
      said.push(chunk)
      const address = /DevTools listening on (ws:\/\/\S+)\n/.exec(said.join(''))?.[1]
      if (address !== undefined) resolve(address)
    })
    stderr.once('end', () => resolve(null))
  })
}
