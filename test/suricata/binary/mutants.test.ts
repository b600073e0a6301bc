import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Trace } from '../../../src/core/trace.js'
import { describeEngine, engine, engineWith, file, script } from './engine.js'
import { committed, replayed, seven } from './replaying.js'

// Replays must be able to fail: each test changes one thing in the trace that the engine reproduces, or in
// the engine that reproduces it.

const trace = committed('v7.failed-open.1x1.SendImpliesPeerUp')

type Peer = Record<string, { if_idx: number; socket: number; state: string }>

/** A trace with `change` in every state from one on, as if the action had another effect. */
function changed(
  from: number,
  change: (state: Trace['states'][number]['state']) => object,
  of = trace,
): Trace {
  const states = of.states.map((entry, index) =>
    index < from ? entry : { ...entry, state: { ...entry.state, ...change(entry.state) } as never },
  )
  return { ...of, states }
}

const indexOf = (action: string) => trace.states.findIndex(({ step }) => step?.action === action)

/** The first `count` states of the trace. */
const cut = (count: number): Trace => ({ ...trace, states: trace.states.slice(0, count) })

/** C source that replaces a function of the C library. */
const instead = (signature: string, body: string) => `#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <linux/if_packet.h>
${signature}
{
${body}
}
`

const bind = (body: string) =>
  instead('int bind(int fd, const struct sockaddr *address, socklen_t size)', body)
const setsockopt = (body: string) =>
  instead('int setsockopt(int fd, int level, int name, const void *value, socklen_t size)', body)
const onwards = `int (*real)(int, int, int, const void *, socklen_t) = dlsym(RTLD_NEXT, "setsockopt");
return real(fd, level, name, value, size);`

describeEngine(
  'a replay in an unmodified engine',
  () => {
    it('reproduces the unchanged trace', async () => {
      expect((await replayed(trace)).row).toMatchObject({ verdict: 'reproduced' })
    })

    it('diverges at the step with a changed value', async () => {
      const step = indexOf('LinkUp')
      const { row } = await replayed(changed(step, () => ({ reached: 0 })))
      expect(row).toMatchObject({ verdict: 'diverged', step, errno: null })
      expect(row.why).toBe(`in state ${step}, reached: expected 0, got 1`)
    })

    it('diverges in the call run of a peer that is not published', async () => {
      const step = indexOf('PublishState')
      const down = ({ peer }: { peer?: unknown }) => {
        const { 'W#01-tx0': entry, ...rest } = peer as Peer
        return { peer: { ...rest, 'W#01-tx0': { ...entry, state: 'DOWN' } } }
      }
      const { row } = await replayed(changed(step, down))
      expect(row.verdict).toBe('diverged')
      expect(row.step).toBeGreaterThanOrEqual(indexOf('PublishIfIndex'))
      expect(row.upTo).toBe(step)
    })

    it('refuses a thread that goes before its turn, at this step', async () => {
      const [first] = trace.states
      const pc = { 'W#01-tx0': 'WaitTurn', 'W#01-rx0': 'OpenSocket' }
      const step = { performer: 'W#01-rx0', action: 'WaitTurn' }
      const states = [first, { step, state: { ...first?.state, pc } }] as Trace['states']
      const { row } = await replayed({ ...trace, states })
      expect(row).toMatchObject({ verdict: 'refused', step: 1, ...step })
      expect(row.why).toContain('W#01-rx0 returned to WaitTurn, expected OpenSocket: it waits')
    })

    it('reproduces a shortened trace, without an errno', async () => {
      const { row } = await replayed(cut(indexOf('Reopen') + 1))
      expect(row).toMatchObject({ verdict: 'reproduced', errno: null, step: indexOf('Reopen') })
    })
  },
  seven,
)

describeEngine(
  'an engine whose thread waits for a lock',
  () => {
    // Its first thread reads an error, then goes down.
    const flap = committed('v7.flap.1x1.NeverSendsThroughAnother')
    const deadlines = { assembleMs: 20_000, stepMs: 1500 }
    const own = `static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_lock(&lock);
pthread_mutex_lock(&lock);`
    // The head of the list points to the link of its last entry. Each thread adds its own entry, then gets the
    // index of descriptor 0.
    const lastEntry = `static char *last_entry(void)
{
char *head = dlsym(RTLD_DEFAULT, "peerslist");
return *(char **)(head + 8) - 88;
}
`
    const lock = (entry: string) => `pthread_mutex_lock((void *)(${entry} + 32));`
    const ioctl = `int ioctl(int fd, unsigned long request, ...)
{
va_list arguments;
va_start(arguments, request);
void *argument = va_arg(arguments, void *);
va_end(arguments);
int (*real)(int, unsigned long, void *) = dlsym(RTLD_NEXT, "ioctl");
if (fd == 0 && request == SIOCGIFINDEX) ${lock('last_entry()')}
return real(fd, request, argument);
}
`
    const callRecv = `ssize_t (*real)(int, void *, size_t, int) = dlsym(RTLD_NEXT, "recv");
ssize_t n = real(fd, data, size, flags);`
    const headers = ['net/if.h', 'pthread.h', 'stdarg.h', 'sys/ioctl.h', 'unistd.h']
      .map((name) => `#include <${name}>`)
      .join('\n')
    const recv = (before: string, after: string) =>
      `${headers}\n${instead(
        `${lastEntry}${ioctl}ssize_t recv(int fd, void *data, size_t size, int flags)`,
        `${before}\n${callRecv}\n${after}\nreturn n;`,
      )}`
    const at = flap.states.findIndex(({ step }) => step?.action === 'PublishDown')
    const others = lock('last_entry()')

    it('refuses the step that it cannot take, after the step before it', async () => {
      // The wait for the lock ends the step long before its deadline.
      const patient = { ...deadlines, stepMs: 3_600_000 }
      const { row } = await replayed(flap, engineWith(recv('', others)), { deadlines: patient })
      expect(row).toMatchObject({ verdict: 'refused', step: at, action: 'PublishDown' })
      expect(row.why).toContain('it waits for a lock')
    })

    it('times out if it waits before its read, and so takes no step', async () => {
      const { row } = await replayed(flap, engineWith(recv(others, '')), { deadlines })
      expect(row).toMatchObject({ verdict: 'timed-out', performer: 'W#01-tx0' })
    })

    it('times out if it is in no state of the model', async () => {
      const altered = changed(at - 1, () => ({ reached: 0 }), flap)
      const { row } = await replayed(altered, engineWith(recv('', others)), { deadlines })
      expect(row).toMatchObject({ verdict: 'timed-out', performer: 'W#01-tx0' })
    })

    it.each([
      ['is of no peer', own],
      ['is held by the same thread', lock('*(char **)dlsym(RTLD_DEFAULT, "peerslist")')],
    ])('times out if the lock %s', async (_, taking) => {
      const { row } = await replayed(flap, engineWith(recv('', taking)), { deadlines })
      expect(row).toMatchObject({ verdict: 'timed-out', performer: 'W#01-tx0' })
    })

    it('times out if it waits for something else', async () => {
      const { row } = await replayed(flap, engineWith(recv('', 'pause();')), { deadlines })
      expect(row).toMatchObject({ verdict: 'timed-out' })
    })
  },
  seven,
)

/** The engine with another wait than upstream's half a second before it reopens a socket: movl $n, %edi. */
function engineWaiting(us: number): string {
  const half = Buffer.from('bf20a10700', 'hex')
  const program = readFileSync(engine)
  let at = program.indexOf(half)
  expect(at).toBeGreaterThan(0)
  for (; at >= 0; at = program.indexOf(half, at)) program.writeUInt32LE(us, at + 1)
  return file(program)
}

describeEngine(
  'an altered engine',
  () => {
    it('reproduces the trace if its library changes nothing', async () => {
      const { row } = await replayed(trace, engineWith(setsockopt(onwards)))
      expect(row).toMatchObject({ verdict: 'reproduced', errno: 'ENOTSOCK' })
    })

    it('leaves the trace at a bind that fails: it closes its socket and tries again later', async () => {
      const { row } = await replayed(trace, engineWith(bind('errno = EADDRINUSE; return -1;')))
      expect(row).toMatchObject({ performer: 'W#01-tx0', step: indexOf('Bind'), action: 'Bind' })
      expect(['refused', 'diverged']).toContain(row.verdict)
    })

    it('leaves the trace at a ring set-up that fails', async () => {
      const body = `if (level == SOL_PACKET && name == PACKET_RX_RING) { errno = EINVAL; return -1; }`
      const { row } = await replayed(trace, engineWith(setsockopt(`${body}\n${onwards}`)))
      expect(row.verdict).not.toBe('reproduced')
      expect(row).toMatchObject({ step: indexOf('EndRing'), action: 'EndRing' })
    })

    it('crashes at the step in which it dies', async () => {
      const { row } = await replayed(trace, engineWith(bind('return raise(SIGKILL);')))
      expect(row).toMatchObject({
        verdict: 'crashed',
        step: indexOf('Bind'),
        action: 'Bind',
        performer: 'W#01-tx0',
        engine: { ended: 'was ended' },
      })
      expect(row.why).toContain('the program ended by SIGKILL')
    })

    it.each([100_000, 20_000, 1000, 100])(
      'is refused by the library if it waits for %i us before it reopens a socket',
      async (us) => {
        const { row } = await replayed(trace, engineWaiting(us))
        expect(row).toMatchObject({ verdict: 'crashed' })
        expect(row.why).toBe(
          `peerup-preload: W#01-tx0 calls usleep(${us}): expected 100 (paused) or 1000 (its turn) before it opens, 500000 to open again`,
        )
      },
    )

    it.each([
      ['without a standard input', '<&-', 'was started without a standard input'],
      ['with a socket as its standard input', '<&5', 'has a socket as its standard input'],
    ])('is refused at once if it is started %s', async (_, redirection, why) => {
      const { row } = await replayed(trace, script(`exec ${engine} "$@" ${redirection}`))
      expect(row).toMatchObject({ verdict: 'crashed', step: null })
      expect(row.why).toContain(`peerup-preload: this engine ${why}`)
    })

    it('is refused where a socket gets the number 0', async () => {
      const headers = ['string.h', 'sys/prctl.h', 'unistd.h']
        .map((name) => `#include <${name}>`)
        .join('\n')
      const moved = instead(
        'int socket(int domain, int type, int protocol)',
        `int (*real)(int, int, int) = dlsym(RTLD_NEXT, "socket");
int fd = real(domain, type, protocol);
char name[16] = "";
prctl(PR_GET_NAME, name);
if (domain != AF_PACKET || fd < 0 || strncmp(name, "W#", 2)) return fd;
dup2(fd, 0);
close(fd);
return 0;`,
      )
      const { row } = await replayed(trace, engineWith(`${headers}\n${moved}`))
      expect(row).toMatchObject({ verdict: 'crashed' })
      expect(row.why).toContain('the socket of W#01-tx0 has the number 0')
    })
  },
  seven,
)
