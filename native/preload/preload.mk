# SPDX-License-Identifier: MIT
#
# Included by ../Makefile: the library for LD_PRELOAD.  Only the calls that it
# stands in front of are visible.  A sanitizer would have to come first in the
# engine, so there is no such build of it.

ifeq ($(SANITIZE),)
preload := $(wildcard preload/*.c) gate.c
preload-objects := $(patsubst %.c,$(OUT)/objects/preload/%.o,$(notdir $(preload)))

all: $(OUT)/peerup-preload.so
$(OUT)/peerup-preload.so: $(preload-objects)
	$(CC) $(CFLAGS) -shared -Wl,-z,defs -Wl,-z,now -o $@ $^ $(LDLIBS)
$(foreach source,$(preload),$(eval $(call object,preload,$(source),\
	-fPIC -fvisibility=hidden)))
-include $(preload-objects:.o=.d)
endif
