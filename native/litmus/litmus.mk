# SPDX-License-Identifier: MIT
#
# Included by ../Makefile: the program, and the assembly of its shapes, from
# the same compiler with the same flags.

$(eval $(call program,litmus,$(wildcard litmus/*.c)))

ifeq ($(SANITIZE),)
$(eval $(call program,litmus-mutant-flag-first,$(wildcard litmus/*.c),\
	-DMUTANT_FLAG_FIRST))
$(eval $(call program,litmus-mutant-absent,$(wildcard litmus/*.c),\
	-DMUTANT_ABSENT -DPATIENCE_S=0))

all: $(OUT)/litmus-shapes.s
$(OUT)/litmus-shapes.s: litmus/shapes.c litmus/shapes.h Makefile
	@mkdir -p $(@D)
	$(CC) $(filter-out -g,$(CFLAGS)) -fno-asynchronous-unwind-tables \
		-Ilib -S -o $@ $<
endif
