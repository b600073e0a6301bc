// SPDX-License-Identifier: MIT
#include "names.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

struct name {
	long value;
	const char *text;
};

#define NAME(value) { value, #value }
#define END { 0, NULL }

static const struct name domains[] = {
	NAME(AF_PACKET), NAME(AF_INET), NAME(AF_UNIX), NAME(AF_NETLINK), END,
};

static const struct name types[] = {
	NAME(SOCK_RAW), NAME(SOCK_DGRAM), NAME(SOCK_STREAM), END,
};

static const struct name requests[] = {
	NAME(SIOCGIFINDEX), NAME(SIOCGIFFLAGS), NAME(SIOCGIFHWADDR),
	NAME(SIOCGIFMTU), NAME(SIOCETHTOOL), NAME(SIOCSHWTSTAMP),
	NAME(SIOCSIFFLAGS), END,
};

static const struct name packet_options[] = {
	NAME(PACKET_ADD_MEMBERSHIP), NAME(PACKET_RX_RING),
	NAME(PACKET_STATISTICS), NAME(PACKET_COPY_THRESH),
	NAME(PACKET_AUXDATA), NAME(PACKET_VERSION), NAME(PACKET_HDRLEN),
	NAME(PACKET_RESERVE), NAME(PACKET_LOSS), NAME(PACKET_TIMESTAMP),
	NAME(PACKET_FANOUT), NAME(PACKET_QDISC_BYPASS),
	NAME(PACKET_FANOUT_DATA), NAME(PACKET_IGNORE_OUTGOING), END,
};

static const struct name socket_options[] = {
	NAME(SO_RCVBUF), NAME(SO_ATTACH_FILTER), NAME(SO_ERROR),
	NAME(SO_COOKIE), NAME(SO_DOMAIN), NAME(SO_TIMESTAMP), END,
};

static const struct name events[] = {
	NAME(POLLIN), NAME(POLLOUT), NAME(POLLPRI), NAME(POLLERR),
	NAME(POLLHUP), NAME(POLLNVAL), NAME(POLLRDHUP), END,
};

static const struct name message_flags[] = {
	NAME(MSG_PEEK), NAME(MSG_DONTWAIT), NAME(MSG_TRUNC),
	NAME(MSG_NOSIGNAL), NAME(MSG_ERRQUEUE), END,
};

static const struct name protections[] = {
	NAME(PROT_READ), NAME(PROT_WRITE), NAME(PROT_EXEC), END,
};

static const struct name mappings[] = {
	NAME(MAP_SHARED), NAME(MAP_PRIVATE), NAME(MAP_ANONYMOUS),
	NAME(MAP_LOCKED), NAME(MAP_NORESERVE), NAME(MAP_POPULATE), END,
};

static const char *one_of(char *text, const struct name *names, long value)
{
	for (; names->text; names++)
		if (names->value == value)
			return strcpy(text, names->text);
	snprintf(text, NAME_SIZE, "%#lx", value);
	return text;
}

static const char *bits_of(char *text, const struct name *names, long value)
{
	size_t length = 0;

	text[0] = '\0';
	for (; names->text; names++) {
		if (!(value & names->value))
			continue;
		length += snprintf(text + length, NAME_SIZE - length, "%s%s",
				   length ? "|" : "", names->text);
		value &= ~names->value;
	}
	if (value || !length)
		snprintf(text + length, NAME_SIZE - length, "%s%#lx",
			 length ? "|" : "", value);
	return text;
}

const char *name_domain(char *text, int domain)
{
	return one_of(text, domains, domain);
}

const char *name_type(char *text, int type)
{
	return one_of(text, types, type);
}

const char *name_protocol(char *text, int protocol)
{
	if (protocol == htons(ETH_P_ALL))
		return strcpy(text, "ETH_P_ALL");
	snprintf(text, NAME_SIZE, "protocol %#x", ntohs(protocol));
	return protocol ? text : strcpy(text, "protocol 0");
}

const char *name_request(char *text, unsigned long request)
{
	return one_of(text, requests, request);
}

const char *name_option(char *text, int level, int name)
{
	if (level == SOL_PACKET)
		return one_of(text, packet_options, name);
	if (level == SOL_SOCKET)
		return one_of(text, socket_options, name);
	snprintf(text, NAME_SIZE, "level %d, option %d", level, name);
	return text;
}

const char *name_events(char *text, short bits)
{
	return bits_of(text, events, bits);
}

const char *name_flags(char *text, int flags)
{
	return flags ? bits_of(text, message_flags, flags)
		     : strcpy(text, "no flags");
}

const char *name_protection(char *text, int protection)
{
	return bits_of(text, protections, protection);
}

const char *name_mapping(char *text, int flags)
{
	return bits_of(text, mappings, flags);
}
