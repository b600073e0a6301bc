/**
 * A minimal configuration of an inline engine: workers, copy-mode ips, no rules, no output but the
 * console. Frames in a fanout group go to the thread that a flow's hash says or, where frames must be
 * aimed, to the one of the processor that delivers them.
 */
export function suricataConfig(
  pairs: readonly (readonly [string, string])[],
  threads: number,
  fanout: 'cluster_flow' | 'cluster_cpu',
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
        `  - { interface: ${iface}, threads: ${threads}, cluster-id: ${index + 1}, cluster-type: ${fanout}, copy-mode: ips, copy-iface: ${copy}, use-mmap: yes, tpacket-v3: no, ring-size: 100, defrag: no }`,
    ),
    '',
  ].join('\n')
}
