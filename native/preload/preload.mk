# SPDX-License-Identifier: MIT
#
# Included by ../Makefile: the library for LD_PRELOAD.  Only the calls that it
# stands in front of are visible.  A sanitizer would have to come first in the
# engine, so there is no such build of it.

ifeq ($(SANITIZE),)
preload := $(wildcard preload/*.c) lib/gate.c lib/sent.c
preload-objects := $(patsubst %.c,$(OUT)/objects/preload/%.o,$(notdir $(preload)))

all: $(OUT)/peerup-preload.so
$(OUT)/peerup-preload.so: $(preload-objects)
	$(CC) $(CFLAGS) -shared -Wl,-z,defs -Wl,-z,now -o $@ $^ $(LDLIBS)
$(foreach source,$(preload),$(eval $(call object,preload,$(source),\
	-fPIC -fvisibility=hidden)))
-include $(preload-objects:.o=.d)

# What its tests need: made lists, alone and in an engine that is none.
$(eval $(call program,preload-layout-test,preload/fake/layout-test.c \
	preload/fake/fake-list.c preload/layout.c))

all: $(OUT)/preload-fake-engine
$(OUT)/preload-fake-engine: preload/fake/fake-engine.c preload/fake/fake-list.c \
		preload/fake/fake-list.h Makefile
	$(CC) $(CFLAGS) -rdynamic -o $@ $(filter %.c,$^) $(LDLIBS)
endif
