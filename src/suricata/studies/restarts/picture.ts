import { drawMark, type Kind, kinds, laneHeight, type Mark, marksOf } from './picture-marks.js'
import type { ReproduceResult } from './result.js'
import { sizeText } from './table.js'

const width = 1000
const left = 76
const right = 24
const titleHeight = 30
const axisHeight = 40
const legendHeight = 34

/** The lanes of all cycles over one stretch of time. */
type Panel = { title: string; lanes: readonly Mark[][]; fromMs: number; toMs: number }

/** `docs/reference/reproduce.svg`: when the threads of each restart bound, published, left the barrier and failed to send. */
export function reproducePicture(results: readonly ReproduceResult[]): string {
  const panels = results.flatMap(panelsOf)
  let y = legendHeight
  const drawn = panels.map((panel) => {
    const text = drawPanel(panel, y)
    y += heightOf(panel)
    return text
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="12" fill="#1c1c1c">`,
    `<rect width="${width}" height="${y}" fill="#ffffff"/>`,
    legend(),
    ...drawn,
    '</svg>',
    '',
  ].join('\n')
}

const heightOf = ({ lanes }: Panel) => titleHeight + lanes.length * laneHeight + axisHeight

/** The whole start and, if all threads publish within a quarter of it, that part enlarged. */
function panelsOf({ subject, cycles, options }: ReproduceResult): Panel[] {
  const lanes = cycles.map(marksOf)
  const toMs = Math.max(1, ...lanes.flat().map(({ ms }) => ms)) * 1.02
  const whole = { title: `${subject.name}: ${sizeText(options)}`, lanes, fromMs: 0, toMs }
  const window = lanes.flat().filter(({ kind }) => kind === 'published' || kind === 'open')
  const fromMs = Math.min(...window.map(({ ms }) => ms))
  const lastMs = Math.max(...window.map(({ ms }) => ms))
  if (window.length === 0 || lastMs - fromMs > toMs / 4) return [whole]
  const margin = (lastMs - fromMs) / 10
  return [
    whole,
    {
      title: `${subject.name}, enlarged: from the first publication to the last`,
      ...{ lanes, fromMs: fromMs - margin, toMs: lastMs + margin },
    },
  ]
}

function drawPanel(panel: Panel, top: number): string {
  const { title, lanes, fromMs, toMs } = panel
  const xOf = (ms: number) => left + ((ms - fromMs) / (toMs - fromMs)) * (width - left - right)
  const first = top + titleHeight
  return [
    `<text x="${left}" y="${top + 20}" font-weight="bold">${escaped(title)}</text>`,
    ...lanes.map((_, i) => drawLane(i, first + i * laneHeight)),
    ...axis(panel, first + lanes.length * laneHeight, xOf),
    ...lanes.flatMap((marks, i) =>
      inOrder(marks)
        .filter(({ ms }) => ms >= fromMs && ms <= toMs)
        .map(({ kind, ms }) => drawMark(kind, xOf(ms), first + i * laneHeight)),
    ),
  ].join('\n')
}

/** Ticks of threads first, so that the rarer marks are drawn over them. */
function inOrder(marks: readonly Mark[]): Mark[] {
  const order: Kind[] = ['bound', 'published', 'open', 'frame', 'error']
  return [...marks].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
}

function drawLane(i: number, y: number): string {
  const fill = i % 2 === 0 ? '#f2f4f6' : '#ffffff'
  return [
    `<rect x="${left}" y="${y}" width="${width - left - right}" height="${laneHeight}" fill="${fill}"/>`,
    `<text x="${left - 8}" y="${y + 17}" text-anchor="end">cycle ${i + 1}</text>`,
  ].join('\n')
}

function axis({ fromMs, toMs, lanes }: Panel, y: number, xOf: (ms: number) => number): string[] {
  const step = stepOf((toMs - fromMs) / 8)
  const ticks: string[] = []
  for (let ms = Math.ceil(fromMs / step) * step; ms <= toMs; ms += step) {
    const x = xOf(ms).toFixed(1)
    ticks.push(
      `<path d="M${x} ${y - lanes.length * laneHeight}V${y + 5}" stroke="#c9ced4" stroke-width="0.7"/>`,
      `<text x="${x}" y="${y + 18}" text-anchor="middle">${ms}</text>`,
    )
  }
  const middle = (left + width - right) / 2
  return [
    ...ticks,
    `<text x="${middle}" y="${y + 33}" text-anchor="middle">ms after the launch</text>`,
  ]
}

/** The smallest step of at least this size that is 1, 2 or 5 times a power of ten. */
function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least) ?? 10 * power
}

function legend(): string {
  const places = [14, 188, 362, 590, 810]
  return Object.entries(kinds)
    .map(([kind, { words }], i) => {
      const x = places[i] ?? 0
      return `${drawMark(kind as Kind, x, 5)}<text x="${x + 9}" y="22" font-size="11">${words}</text>`
    })
    .join('\n')
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
