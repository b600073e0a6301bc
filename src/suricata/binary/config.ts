/** The version of the rings through which an engine gets its frames. */
export const rings = ['v2', 'v3'] as const
export type Ring = (typeof rings)[number]

/**
 * A minimal `suricata.yaml` of an inline engine: copy-mode ips both ways through each pair, no rules, output
 * on the console only. `cluster_flow` distributes the frames of an interface to its threads by the hash of
 * their flow, `cluster_cpu` by the processor that delivers them, so that a replay can select a thread. `ring`
 * is the version of the rings: TPACKET_V2, upstream's choice for an inline engine, or TPACKET_V3.
 */
export function suricataConfig(
  pairs: readonly (readonly [string, string])[],
  threads: number,
  fanout: 'cluster_flow' | 'cluster_cpu',
  ring: Ring = 'v2',
): string {
  const interfaces = pairs.flatMap(([tx, rx]) => [
    [tx, rx],
    [rx, tx],
  ])
  return [
    '%YAML 1.1',
    '---',
    'outputs: []',
    'logging: { default-log-level: notice, outputs: [{ console: { enabled: yes } }] }',
    'unix-command: { enabled: no }',
    'stats: { enabled: no }',
    'max-pending-packets: 64',
    'af-packet:',
    ...interfaces.map(
      ([iface, copy], index) =>
        `  - { interface: ${iface}, threads: ${threads}, cluster-id: ${index + 1}, cluster-type: ${fanout}, copy-mode: ips, copy-iface: ${copy}, use-mmap: yes, tpacket-v3: ${ring === 'v3' ? 'yes' : 'no'}, ring-size: 100, defrag: no }`,
    ),
    '',
  ].join('\n')
}
