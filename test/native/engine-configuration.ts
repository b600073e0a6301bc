export type EngineInterface = { name: string; peer: string; threads: number }

/** The least that an engine needs to forward between pairs of interfaces. */
export function engineConfiguration(interfaces: readonly EngineInterface[]): string {
  return [
    '%YAML 1.1',
    '---',
    'vars:',
    '  address-groups: {HOME_NET: "any", EXTERNAL_NET: "any"}',
    'max-pending-packets: 64',
    'outputs: []',
    'logging:',
    '  default-log-level: notice',
    '  outputs:',
    '    - console: {enabled: yes}',
    'unix-command: {enabled: no}',
    'af-packet:',
    ...interfaces.flatMap(({ name, peer, threads }, i) => [
      `  - interface: ${name}`,
      `    threads: ${threads}`,
      `    cluster-id: ${99 - i}`,
      // Which processor a frame came in on says which thread gets it: so it can be aimed.
      '    cluster-type: cluster_cpu',
      '    copy-mode: ips',
      `    copy-iface: ${peer}`,
      '    defrag: no',
      '    use-mmap: yes',
      '    tpacket-v3: no',
      '    ring-size: 64',
    ]),
    '',
  ].join('\n')
}
