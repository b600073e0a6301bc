/**
 * The style is part of the text, so that every viewer of the .mmd shows the same picture. DejaVu Sans
 * is Debian's; Verdana has the same widths, so that labels fit elsewhere too.
 */
export const config = {
  theme: 'base',
  fontFamily: 'DejaVu Sans, Verdana, sans-serif',
  // Overrides the font sizes of the parts.
  fontSize: 13,
  themeVariables: {
    actorBkg: '#24405e',
    actorTextColor: '#ffffff',
    actorBorder: '#24405e',
    actorLineColor: '#a3adb8',
    signalColor: '#1c1c1c',
    signalTextColor: '#1c1c1c',
    activationBkgColor: '#f0932b',
    activationBorderColor: '#b36200',
    noteBkgColor: '#fffbe0',
    noteBorderColor: '#c9b458',
    noteTextColor: '#1c1c1c',
    loopTextColor: '#1c1c1c',
  },
  sequence: {
    useMaxWidth: false,
    mirrorActors: true,
    diagramMarginX: 20,
    diagramMarginY: 12,
    width: 110,
    height: 44,
    actorMargin: 30,
    messageMargin: 28,
    boxMargin: 6,
    noteMargin: 8,
  },
}

/** Style that a diagram's text may not set: keeps a label readable on top of a lifeline. */
export const themeCSS = [
  '.messageText { paint-order: stroke; stroke: rgba(255, 255, 255, 0.9); stroke-width: 4px; }',
].join(' ')

/** The bands of the threads, in the order of their columns, and of the driver. */
export const bandTints = [
  'rgb(232, 241, 255)',
  'rgb(255, 245, 222)',
  'rgb(240, 238, 252)',
  'rgb(228, 246, 246)',
]
export const driverTint = 'rgb(226, 228, 230)'

/** The mark at the end of a counterexample, and of a witness. */
export const violatedTint = 'rgb(255, 214, 210)'
export const reachedTint = 'rgb(205, 240, 214)'
