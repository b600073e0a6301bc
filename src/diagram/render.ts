import type { Browser } from 'puppeteer'
import { PeerupError } from '../core/error.js'
import { type ChromiumOptions, startChromium } from './chromium.js'
import { themeCSS } from './style.js'

/** A diagram's name and its mermaid text. */
export type Diagram = { name: string; text: string }

export type Picture = { name: string; svg: string; png?: Uint8Array }

export type RenderOptions = ChromiumOptions & { png?: boolean }

/**
 * Draws all diagrams in one browser. Throws a PeerupError `environment` without a browser, and
 * `diagram` with the diagram's name for a text that mermaid rejects. The same text gives the same SVG.
 */
export async function renderAll(
  diagrams: readonly Diagram[],
  options: RenderOptions = {},
): Promise<Picture[]> {
  if (diagrams.length === 0) return []
  const { browser, end } = await startChromium(options)
  try {
    const pictures: Picture[] = []
    // One by one: pages side by side are no faster, and compete with other work.
    for (const diagram of diagrams) pictures.push(await render(browser, diagram, options))
    return pictures
  } finally {
    await end()
  }
}

async function render(
  browser: Browser,
  diagram: Diagram,
  { png }: RenderOptions,
): Promise<Picture> {
  const svg = new TextDecoder().decode(await draw(browser, diagram, 'svg'))
  const picture = { name: diagram.name, svg: `${svg}\n` }
  return png === true ? { ...picture, png: await draw(browser, diagram, 'png') } : picture
}

async function draw(browser: Browser, { name, text }: Diagram, format: 'svg' | 'png') {
  try {
    const { renderMermaid } = await import('@mermaid-js/mermaid-cli')
    const { data } = await renderMermaid(browser, text, format, {
      backgroundColor: 'white',
      viewport: { width: 1600, height: 900 },
      svgId: 'diagram',
      mermaidConfig: { deterministicIds: true, deterministicIDSeed: name, themeCSS },
    })
    return data
  } catch (cause) {
    throw browser.connected ? rejected(name, cause) : ended(name, cause)
  }
}

function rejected(name: string, cause: unknown): PeerupError {
  // The stack in mermaid's own files follows.
  const [why] = (cause as Error).message.split(/\n\S+ \(https:/)
  const message = `${name}: expected a text that mermaid draws, got: ${why}`
  return new PeerupError('diagram', message, { where: { file: name }, cause })
}

function ended(name: string, cause: unknown): PeerupError {
  const message = `${name}: expected the browser to draw, but it ended`
  return new PeerupError('environment', message, { cause })
}
