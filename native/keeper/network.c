// SPDX-License-Identifier: MIT
#include "network.h"

#include "clock.h"
#include "link-wait.h"
#include "netlink.h"
#include "options.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#define DEADLINE_MS 10000
#define LOOPBACK_INDEX 1

/* The indices of interface i, the engine's end and the clients' end. */
#define INDEX_OF(i) (LOOPBACK_INDEX + 1 + (i))
#define FAR_INDEX_OF(i) (LOOPBACK_INDEX + 1 + OPTIONS_MAX_INTERFACES + (i))

struct namespace {
	int fd;
	struct link_wait_sockets links;
};

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	if (close(fd))
		return -1;
	return n == (ssize_t)strlen(text) ? 0 : -1;
}

static int disable_ipv6(struct report *report)
{
	static const char *const paths[] = {
		"/proc/sys/net/ipv6/conf/all/disable_ipv6",
		"/proc/sys/net/ipv6/conf/default/disable_ipv6",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		/* ENOENT: a kernel without IPv6. */
		if (write_file(paths[i], "1") && errno != ENOENT)
			return report_error(report, "%s", paths[i]);
	}
	return 0;
}

static void namespace_close(struct namespace *namespace)
{
	int fds[] = { namespace->fd, namespace->links.requests,
		      namespace->links.events };

	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* Creates a network namespace and enters it. */
static int namespace_create(struct namespace *namespace, struct report *report)
{
	if (unshare(CLONE_NEWNET))
		return report_error(report, "unshare");
	namespace->fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (namespace->fd < 0)
		return report_error(report, "/proc/self/ns/net");
	namespace->links.requests = netlink_open();
	namespace->links.events = netlink_open_events();
	if (namespace->links.requests < 0 || namespace->links.events < 0)
		return report_error(report, "netlink socket");
	if (disable_ipv6(report))
		return -1;
	if (netlink_set_flags(namespace->links.requests, LOOPBACK_INDEX, IFF_UP,
			      IFF_UP))
		return report_error(report, "interface lo");
	return 0;
}

static int set_flags(const struct namespace *namespace, int index, bool up)
{
	return netlink_set_flags(namespace->links.requests, index,
				 IFF_NOARP | (up ? IFF_UP : 0),
				 IFF_NOARP | IFF_UP);
}

/* Of an interface that options name as down, the clients' end is up. */
static int add_interface(const struct options *options, int i,
			 const struct namespace *engine,
			 const struct namespace *clients, struct report *report)
{
	const struct netlink_veth veth = {
		.name = options->interfaces[i],
		.index = INDEX_OF(i),
		.far_index = FAR_INDEX_OF(i),
		.far_namespace = clients->fd,
	};

	if (netlink_add_veth(engine->links.requests, &veth) ||
	    set_flags(clients, FAR_INDEX_OF(i), true) ||
	    set_flags(engine, INDEX_OF(i), !options->down[i]))
		return report_error(report, "veth pair %s", veth.name);
	return 0;
}

/* The kernel reports the carrier some time after both ends are up. */
static int await_running(const struct namespace *namespace, int index,
			 long until_ms)
{
	const struct link_wait_condition running = {
		.index = index,
		.mask = IFF_RUNNING,
		.flags = IFF_RUNNING,
	};
	unsigned int flags;

	return link_wait(&namespace->links, &running, until_ms, &flags);
}

static int await_all_running(const struct options *options,
			     const struct namespace *engine,
			     const struct namespace *clients,
			     struct report *report)
{
	long until_ms = clock_ms() + DEADLINE_MS;

	for (int i = 0; i < options->interface_count; i++) {
		if (options->down[i])
			continue;
		if (await_running(engine, INDEX_OF(i), until_ms) ||
		    await_running(clients, FAR_INDEX_OF(i), until_ms))
			return report_error(report, "carrier of %s within %d "
					    "ms", options->interfaces[i],
					    DEADLINE_MS);
	}
	return 0;
}

int network_create(const struct options *options, struct network *network,
		   struct report *report)
{
	struct namespace clients = { -1, { -1, -1 } }, engine = clients;
	int result = -1;

	if (namespace_create(&clients, report) ||
	    namespace_create(&engine, report))
		goto out;
	for (int i = 0; i < options->interface_count; i++)
		if (add_interface(options, i, &engine, &clients, report))
			goto out;
	if (await_all_running(options, &engine, &clients, report))
		goto out;
	network->clients = clients.fd;
	network->engine_links = engine.links.requests;
	clients.fd = engine.links.requests = -1;
	result = 0;
out:
	namespace_close(&clients);
	namespace_close(&engine);
	return result;
}
