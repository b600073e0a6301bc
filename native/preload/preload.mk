# SPDX-License-Identifier: MIT
#
# Included by ../Makefile: the library for LD_PRELOAD.  It exports only the
# calls that it interposes.  It has no sanitizer builds: a sanitizer's runtime
# would have to be loaded before the engine.

ifeq ($(SANITIZE),)
preload := $(wildcard preload/*.c) lib/gate.c lib/sent.c
preload-objects := $(patsubst %.c,$(OUT)/objects/preload/%.o,$(notdir $(preload)))

all: $(OUT)/peerup-preload.so
$(OUT)/peerup-preload.so: $(preload-objects)
	$(CC) $(CFLAGS) -shared -Wl,-z,defs -Wl,-z,now -o $@ $^ $(LDLIBS)
$(foreach source,$(preload),$(eval $(call object,preload,$(source),\
	-fPIC -fvisibility=hidden)))
-include $(preload-objects:.o=.d)

# For its tests: fake lists of peers, alone and in a fake engine.
$(eval $(call program,preload-layout-test,preload/fake/layout-test.c \
	preload/fake/fake-list.c preload/layout.c))

all: $(OUT)/preload-fake-engine
$(OUT)/preload-fake-engine: preload/fake/fake-engine.c preload/fake/fake-list.c \
		preload/fake/ring-first.c preload/fake/ring-first.h \
		preload/fake/fake-list.h Makefile
	$(CC) $(CFLAGS) -rdynamic -o $@ $(filter %.c,$^) $(LDLIBS)
endif
