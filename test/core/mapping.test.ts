import { describe, expect, it } from 'vitest'
import { PeerupError } from '../../src/core/error.js'
import { parseMapping } from '../../src/core/mapping.js'

const action = (more: object) => ({
  function: 'f()',
  meaning: 'Does it.',
  arrows: [{ kind: 'note', text: 'does it' }],
  ...more,
})

const gate = action({ performer: 'gate' })
const off = action({ performer: 'driver', sets: 'off' })

const mappingOf = (actions: object, more: object = {}) => ({
  format: 'peerup-mapping/1',
  about: 'a lamp',
  control: 'pc',
  actions,
  bijections: {},
  relations: {},
  lifelines: [],
  boxes: [],
  program: { command: ['lamp'], network: 'none' },
  ...more,
})

describe('a mapping', () => {
  it('may lack an environment and bounds', () => {
    const mapping = parseMapping(mappingOf({ Go: gate }), 'x')
    expect(mapping.environment).toBeUndefined()
    expect(mapping.bounds).toEqual([])
  })

  it('has the values that the driver sets, and the variables of the model alone', () => {
    const data = mappingOf({ Go: gate, Off: off }, { environment: 'lamp', bounds: ['budget'] })
    const { actions, environment, bounds } = parseMapping(data, 'x')
    expect({ sets: actions.Off?.sets, environment, bounds }).toEqual({
      sets: 'off',
      environment: 'lamp',
      bounds: ['budget'],
    })
  })

  it.each([
    [
      'a driver’s action that sets nothing',
      mappingOf({ Off: action({ performer: 'driver' }) }, { environment: 'lamp' }),
      "a driver's action must set a value",
      'actions.Off.sets',
    ],
    [
      'a driver’s action, but no environment',
      mappingOf({ Off: off }),
      'no variable for the values of Off',
      'environment',
    ],
    [
      'a thread’s action that sets a value',
      mappingOf({ Go: action({ performer: 'gate', sets: 'off' }) }, { environment: 'lamp' }),
      'only an action with performer driver sets a value, got gate',
      'actions.Go.sets',
    ],
    [
      'two actions that set the same value',
      mappingOf({ Off: off, Out: off }, { environment: 'lamp' }),
      'expected one action that sets off, got Off and Out',
      'actions.Out.sets',
    ],
    [
      'a driver that waits',
      mappingOf({ Off: { ...off, waits: true } }, { environment: 'lamp' }),
      "a driver's action has neither waits nor stimulus",
      'actions.Off',
    ],
    [
      'a stimulus without its next action',
      mappingOf({ Go: action({ performer: 'gate', stimulus: 'frame' }) }),
      'expected object',
      'actions.Go.stimulus',
    ],
    [
      'a stimulus before an unknown action',
      mappingOf({ Go: action({ performer: 'gate', stimulus: { name: 'frame', next: ['Fly'] } }) }),
      'expected an action of the mapping, got Fly',
      'actions.Go.stimulus.next',
    ],
    [
      'a bound that a replay compares',
      mappingOf({ Off: off }, { environment: 'lamp', bounds: ['lamp'] }),
      'a replay compares lamp, so it is no bound',
      'bounds',
    ],
    [
      'an observed variable that is a bound',
      mappingOf({ Go: gate }, { bounds: ['order'], observed: { order: 'queue' } }),
      'expected no control, environment or bound, got order',
      'observed',
    ],
  ])('is invalid with %s', (_, data, message, place) => {
    expect(() => parseMapping(data, 'lamp.json')).toThrow(PeerupError)
    expect(() => parseMapping(data, 'lamp.json')).toThrow(
      expect.objectContaining({ code: 'mapping', where: { file: 'lamp.json' } }),
    )
    expect(() => parseMapping(data, 'lamp.json')).toThrow(message)
    expect(() => parseMapping(data, 'lamp.json')).toThrow(place)
  })
})
