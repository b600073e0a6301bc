import { describe, expect, it } from 'vitest'
import { configText } from '../../src/tlc/config.js'
import { findJar } from '../../src/tlc/jar.js'
import { runTlc } from '../../src/tlc/run.js'
import { fixtureFolder } from './fixtures.js'

const lamp = {
  constants: { Room: '{kitchen, hall}', Limit: '3' },
  specification: 'Spec',
  invariants: ['Bound2', 'Cons'],
  properties: [],
}

describe('the text of a configuration', () => {
  it('sorts the constants and omits empty sections', () => {
    expect(configText(lamp)).toBe(
      'SPECIFICATION Spec\nCONSTANTS\n  Limit = 3\n  Room = {kitchen, hall}\nINVARIANTS\n  Bound2\n  Cons\n',
    )
  })

  it('is the same for every order of the constants', () => {
    const { Room, Limit } = lamp.constants
    expect(configText({ ...lamp, constants: { Limit, Room } })).toBe(configText(lamp))
  })

  it('substitutes a definition with <-', () => {
    const text = configText({
      ...lamp,
      constants: { Room: '<- Rooms' },
      invariants: [],
      properties: ['Live'],
    })
    expect(text).toBe('SPECIFICATION Spec\nCONSTANTS\n  Room <- Rooms\nPROPERTIES\n  Live\n')
  })

  it('is valid for TLC', async () => {
    const request = { specFolder: fixtureFolder, module: 'Lamp', workers: 1, deadlock: true }
    const { verdict } = await runTlc(
      { ...request, config: configText({ ...lamp, properties: ['LitForever'] }) },
      { jar: await findJar({}) },
    )
    expect(verdict).toMatchObject({ kind: 'violated', what: 'temporal' })
  })
})
