import { join } from 'node:path'
import { interfacePairs, type Topology } from '../testbed/topology.js'

export type SuricataRequest = {
  binary: string
  /** Where its package was unpacked, if it is not installed: its libraries are looked for there. */
  root?: string
  topology: Topology
  /** Of its configuration and its logs. */
  dir: string
}

export type SuricataRun = {
  program: string
  args: string[]
  env: Record<string, string>
  /** To be written to `suricata.yaml` in the directory. */
  config: string
}

const librariesIn = ['usr/lib', 'usr/lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu', 'lib']

/** How Suricata runs inline between the interfaces of a topology, with no rules and little memory. */
export function suricataRun({ binary, root, topology, dir }: SuricataRequest): SuricataRun {
  const libraries = root === undefined ? [] : librariesIn.map((folder) => join(root, folder))
  return {
    program: binary,
    args: ['-c', `${dir}/suricata.yaml`, '--af-packet', '--runmode', 'workers', '-l', dir],
    env: libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.join(':') },
    config: configOf(topology),
  }
}

function configOf(topology: Topology): string {
  const interfaces = interfacePairs(topology).flatMap(([tx, rx]) => [
    [tx, rx],
    [rx, tx],
  ])
  return [
    '%YAML 1.1',
    '---',
    'vars:',
    '  address-groups: {HOME_NET: "any", EXTERNAL_NET: "any"}',
    'outputs: []',
    'logging:',
    '  default-log-level: notice',
    '  outputs:',
    '    - console: {enabled: yes}',
    'unix-command: {enabled: no}',
    'max-pending-packets: 64',
    'af-packet:',
    ...interfaces.flatMap(([iface = '', copy = ''], i) => entry(iface, copy, i, topology.threads)),
    '',
  ].join('\n')
}

const entry = (iface: string, copy: string, i: number, threads: number): string[] => [
  `  - interface: ${iface}`,
  `    threads: ${threads}`,
  `    cluster-id: ${i + 1}`,
  '    cluster-type: cluster_flow',
  '    copy-mode: ips',
  `    copy-iface: ${copy}`,
  '    defrag: no',
  '    use-mmap: yes',
  '    tpacket-v3: no',
  '    ring-size: 64',
]
