import { execa } from 'execa'
import { packageRoot } from '../src/core/package-root.js'
import { secondsOf } from './statistics.js'

/** The seconds of a whole `peerup check`. */
export async function benchCheck() {
  const seconds = await secondsOf(() =>
    execa('node', ['dist/cli.js', 'check'], { cwd: packageRoot, stdio: 'ignore' }),
  )
  return { seconds: Math.round(seconds), goal: 300 }
}
