import { describe, expect, it } from 'vitest'
import { parseItf, toItf } from '../../src/core/itf.js'
import type { Itf } from '../../src/core/itf-schema.js'
import { mapping, schedule, threads, toyTrace } from '../replay/machine/toy.js'
import { errorOf, type LooseItf, renumber, stateOf, swap } from './loose-itf.js'

const file = 'some.itf.json'
const [a, b] = threads

type Damage = { claim: string; edit: (itf: LooseItf) => void; state?: number; says: string[] }

const damages: Damage[] = [
  {
    claim: 'another format version',
    edit: (itf) => {
      itf['#meta'].peerup = 'peerup-trace/2'
    },
    says: ['#meta.peerup', 'peerup-trace/1', 'peerup-trace/2'],
  },
  {
    claim: 'a format that is not ITF',
    edit: (itf) => {
      itf['#meta'].format = 'ATF'
    },
    says: ['"ITF"', 'ATF'],
  },
  {
    claim: 'an unknown field',
    edit: (itf) => {
      itf['#meta'].colour = 'red'
    },
    says: ['colour'],
  },
  {
    claim: 'an unknown field of a step',
    edit: (itf) => {
      stateOf(itf, 2)['#meta'].colour = 1
    },
    state: 2,
    says: ['colour'],
  },
  {
    claim: 'no variables',
    edit: (itf) => {
      itf.vars = []
    },
    says: ['vars'],
  },
  {
    claim: 'no states',
    edit: (itf) => {
      itf.states = []
    },
    says: ['states'],
  },
  { claim: 'two steps swapped', edit: (itf) => swap(itf, 6), state: 6, says: ['expected'] },
  {
    claim: 'two states swapped with their numbers',
    edit: (itf) => {
      itf.states.splice(6, 2, stateOf(itf, 7), stateOf(itf, 6))
    },
    state: 6,
    says: ['expected index 6, got 7'],
  },
  {
    claim: 'a step deleted',
    edit: (itf) => {
      itf.states.splice(4, 1)
    },
    state: 4,
    says: ['expected index 4, got 5'],
  },
  {
    claim: 'a step deleted and the rest renumbered',
    edit: (itf) => {
      itf.states.splice(3, 1)
      renumber(itf)
    },
    state: 3,
    says: ['expected a-1 to do Load (from pc), got Store'],
  },
  {
    claim: 'an altered action',
    edit: (itf) => {
      stateOf(itf, 3)['#meta'].action = 'Store'
    },
    state: 3,
    says: ['expected a-1 to do Load (from pc), got Store'],
  },
  {
    claim: 'an altered performer',
    edit: (itf) => {
      stateOf(itf, 3)['#meta'].performer = b
    },
    state: 3,
    says: ['expected performer a-1 (from the states), got b-1'],
  },
  {
    claim: 'an altered control state',
    edit: (itf) => {
      stateOf(itf, 3).pc = { [a]: 'Take', [b]: 'Enter' }
    },
    state: 4,
    says: ['expected a-1 to do Take (from pc), got Store'],
  },
  {
    claim: 'an unknown thread',
    edit: (itf) => {
      stateOf(itf, 5)['#meta'].performer = 'c-1'
    },
    state: 5,
    says: ['expected one of a-1, b-1, desk, door, hall, got c-1'],
  },
  {
    claim: 'an unknown performer of a step of the driver',
    edit: (itf) => {
      stateOf(itf, 5)['#meta'].performer = 'cellar'
    },
    state: 5,
    says: ['expected one of a-1, b-1, desk, door, hall, got cellar'],
  },
  {
    claim: 'another lamp as performer',
    edit: (itf) => {
      stateOf(itf, 5)['#meta'].performer = 'door'
    },
    state: 5,
    says: ['expected performer hall (from the states), got door'],
  },
  {
    claim: 'a step that changes two lamps',
    edit: (itf) => {
      stateOf(itf, 5).lamp = { desk: 'off', door: 'on', hall: 'off' }
    },
    state: 5,
    says: ['expected one performer to act, got desk: on to off, hall: on to off'],
  },
  {
    claim: 'a lamp with another name',
    edit: (itf) => {
      stateOf(itf, 5).lamp = { cellar: 'off', door: 'on', hall: 'on' }
    },
    state: 5,
    says: ['expected the keys of lamp desk, door, hall, got cellar, door, hall'],
  },
  {
    claim: 'an environment that is no function',
    edit: (itf) => {
      stateOf(itf, 0).lamp = 'dark'
    },
    state: 0,
    says: ['expected a function from names to names in lamp, got "dark"'],
  },
  {
    claim: 'a loop that no step closes',
    edit: (itf) => {
      itf.loop = 4
    },
    state: schedule.length,
    says: [
      'in the step from the last state back to state 4: expected one performer to act, got a-1: Take to Leave',
    ],
  },
  {
    claim: 'an unknown action',
    edit: (itf) => {
      stateOf(itf, 5)['#meta'].action = 'Jump'
    },
    state: 5,
    says: ['expected an action of the mapping, got Jump'],
  },
  {
    claim: 'a step without a performer',
    edit: (itf) => {
      delete stateOf(itf, 5)['#meta'].performer
    },
    state: 5,
    says: ['expected a performer and an action'],
  },
  {
    claim: 'a step to the initial state',
    edit: (itf) => {
      stateOf(itf, 0)['#meta'].action = 'Enter'
    },
    state: 0,
    says: ['expected no step to state 0'],
  },
  {
    claim: 'a state that lacks a variable',
    edit: (itf) => {
      delete stateOf(itf, 5).count
    },
    state: 5,
    says: ['variable count is missing'],
  },
  {
    claim: 'a state with an unknown variable',
    edit: (itf) => {
      stateOf(itf, 5).colour = 1
    },
    state: 5,
    says: ['got colour as well'],
  },
  {
    claim: 'a number that JSON has rounded',
    edit: (itf) => {
      stateOf(itf, 5).count = 2 ** 60
    },
    state: 5,
    says: ['at states.5.count: expected a safe integer'],
  },
  {
    claim: 'a fraction',
    edit: (itf) => {
      stateOf(itf, 5).count = 0.5
    },
    state: 5,
    says: ['count', '0.5'],
  },
  {
    claim: 'null as a value',
    edit: (itf) => {
      stateOf(itf, 5).count = null
    },
    state: 5,
    says: ['expected a value, got null'],
  },
  {
    claim: 'an unknown tag',
    edit: (itf) => {
      stateOf(itf, 5).count = { '#unserializable': 'Nat' }
    },
    state: 5,
    says: ['#unserializable'],
  },
  {
    claim: 'a map with half a pair',
    edit: (itf) => {
      stateOf(itf, 5).open = { '#map': [[1]] }
    },
    state: 5,
    says: ['expected a key and a value, got [1]'],
  },
  {
    claim: 'a key twice',
    edit: (itf) => {
      stateOf(itf, 5).open = {
        '#map': [
          [1, 1],
          [1, 2],
        ],
      }
    },
    state: 5,
    says: ['expected a key once, got 1 twice'],
  },
  {
    claim: 'a bigint that is no integer',
    edit: (itf) => {
      stateOf(itf, 5).count = { '#bigint': '0x10' }
    },
    state: 5,
    says: ['expected digits'],
  },
  {
    claim: 'a loop to a missing state',
    edit: (itf) => {
      itf.loop = schedule.length + 1
    },
    says: [`expected the index of one of ${schedule.length + 1} states`],
  },
  {
    claim: 'control that is no function',
    edit: (itf) => {
      stateOf(itf, 0).pc = 5
    },
    state: 0,
    says: ['expected a function from threads to actions in pc, got 5'],
  },
]

describe('parseItf', () => {
  it.each(damages)('rejects $claim, with its place', ({ edit, state, says }) => {
    const itf = structuredClone(toItf(toyTrace())) as Itf as LooseItf
    expect(() => parseItf(itf, file, mapping)).not.toThrow()
    edit(itf)
    const error = errorOf(() => parseItf(itf, file, mapping))
    expect(error.code).toBe('trace')
    expect(error.where).toEqual(state === undefined ? { file } : { file, state })
    for (const words of says) expect(error.message).toContain(words)
  })

  it.each([[null], [5], ['text'], [[]]])('rejects %j as a trace', (data) => {
    expect(errorOf(() => parseItf(data, file, mapping)).where).toEqual({ file })
  })
})
