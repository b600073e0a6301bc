/** TLC reports any exception as GENERAL; these do not blame the specification. */
export function blamesMachine(text: string): boolean {
  const thrown = /The exception was a (java\.[\w.]+)/.exec(text)?.[1] ?? ''
  if (thrown === 'java.lang.StackOverflowError') return false
  return thrown.endsWith('Error') || thrown.startsWith('java.io.') || thrown.startsWith('java.nio.')
}
