import { describe, expect, it } from 'vitest'
import { suricataConfig } from '../../../src/suricata/binary/config.js'

type Fields = { [field: string]: string | undefined }

const interfacesOf = (config: string): Fields[] =>
  config
    .split('\n')
    .filter((line) => line.startsWith('  - {'))
    .map((line) => {
      const fields = [...line.matchAll(/([a-z\d-]+): ([^,} ]+)/g)]
      return Object.fromEntries(fields.map(([, key, to]) => [key, to]))
    })

describe('suricataConfig', () => {
  it('copies both ways through each pair', () => {
    const pairs = [
      ['tx0', 'rx0'],
      ['tx1', 'rx1'],
    ] as const
    const interfaces = interfacesOf(suricataConfig(pairs, 3, 'cluster_cpu'))
    expect(interfaces.map((one) => [one.interface, one['copy-iface']])).toEqual([
      ['tx0', 'rx0'],
      ['rx0', 'tx0'],
      ['tx1', 'rx1'],
      ['rx1', 'tx1'],
    ])
    for (const one of interfaces) {
      expect(one).toMatchObject({
        threads: '3',
        'copy-mode': 'ips',
        'use-mmap': 'yes',
        'cluster-type': 'cluster_cpu',
      })
    }
  })

  it('gives each interface a fanout group of its own', () => {
    const pairs = Array.from({ length: 6 }, (_, i) => [`tx${i}`, `rx${i}`] as const)
    const ids = interfacesOf(suricataConfig(pairs, 2, 'cluster_flow')).map(
      (one) => one['cluster-id'],
    )
    expect(new Set(ids).size).toBe(12)
  })

  it('has no outputs and no rules', () => {
    const config = suricataConfig([['tx0', 'rx0']], 1, 'cluster_flow')
    expect(config).toMatch(/^%YAML 1\.1\n---\n/)
    expect(config).toContain('outputs: []')
    expect(config).not.toContain('rule')
  })
})
