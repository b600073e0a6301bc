# SPDX-License-Identifier: MIT
#
# Included by ../Makefile: the library for LD_PRELOAD that records the calls of
# capture threads.  It exports only the calls that it interposes.

ifeq ($(SANITIZE),)
calls := $(wildcard calls/*.c)
calls-objects := $(patsubst %.c,$(OUT)/objects/calls/%.o,$(notdir $(calls)))

all: $(OUT)/peerup-calls.so
$(OUT)/peerup-calls.so: $(calls-objects)
	$(CC) $(CFLAGS) -shared -Wl,-z,defs -Wl,-z,now -o $@ $^ $(LDLIBS)
$(foreach source,$(calls),$(eval $(call object,calls,$(source),\
	-fPIC -fvisibility=hidden)))
-include $(calls-objects:.o=.d)
endif
