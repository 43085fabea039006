# SPDX-License-Identifier: Apache-2.0
#
# dtlane. `make help` lists what there is to make.
#
# Variables: BUILD (output folder), SAN=1 (address and undefined-behaviour sanitizers, own folder),
# FUZZ=1 (for clang: what libFuzzer needs, own folder), TRACE=1 (a model that can write FST traces, own folder),
# CC, CXX, V=1 (show commands), TEST (a --gtest_filter for `make check-unit`).

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

CC  ?= gcc
CXX ?= g++
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := g++
endif

SAN ?=
ifneq ($(SAN),)
BUILD ?= build/san
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
ifneq ($(FUZZ),)
BUILD ?= build/fuzz
SANFLAGS := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
ifneq ($(TRACE),)
BUILD ?= build/trace
endif
BUILD ?= build
Q := $(if $(V),,@)

VERSION := 0.1.0
WARN     := -Wall -Wextra -Werror
DEPFLAGS  = -MMD -MP -MF $(@:.o=.d)
CPPFLAGS += -I. -DDTL_VERSION='"$(VERSION)"'
CFLAGS   ?= -O2 -g
CXXFLAGS ?= -O2 -g
C_FLAGS   = -std=c11 $(WARN) $(CFLAGS) $(SANFLAGS)
CXX_FLAGS = -std=c++17 $(WARN) $(CXXFLAGS) $(SANFLAGS)

# --- what is built from what -----------------------------------------------------------------------

PROGRAM_SRC := host/cli/main.c host/cli/sim_main.c
DRIVER_SRC := $(wildcard driver/*.c driver/*/*.c)
HOST_SRC   := $(filter-out $(PROGRAM_SRC),$(wildcard host/*/*.c))
SIM_SRC    := $(wildcard sim/*.cpp sim/*.c sim/dpi/*.c)
SHIM_SRC   := $(wildcard tests/shim/*.c)

objs_in = $(patsubst %,$(1)/obj/%.o,$(basename $(2)))
objs = $(call objs_in,$(BUILD),$(1))

LIBDRIVER := $(BUILD)/libdtl-driver.a
LIBHOST   := $(BUILD)/libdtl-host.a
LIBSIM    := $(BUILD)/libdtl-sim.a

MBEDTLS_LIBS := -lmbedtls -lmbedx509 -lmbedcrypto
LIBS := $(MBEDTLS_LIBS) -luv -lz -lpthread

include rtl/rtl.mk

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CPPFLAGS) $(C_FLAGS) $(DEPFLAGS) -c $< -o $@

$(LIBDRIVER): $(call objs,$(DRIVER_SRC))
$(LIBHOST): $(call objs,$(HOST_SRC))
$(LIBDRIVER) $(LIBHOST):
	@echo "  AR    $@"
	$(Q)rm -f $@; ar rcs $@ $^

# What binds functions at their first call saves the vector registers on the stack, and with them keys that are
# being copied. So all are bound at the start.
BIND_NOW := -Wl,-z,relro,-z,now

$(BUILD)/dtlane: $(BUILD)/obj/host/cli/main.o $(LIBHOST) $(LIBDRIVER) $(LIBSIM)
	@echo "  LD    $@"
	$(Q)$(CXX) $(SANFLAGS) $(BIND_NOW) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/dtlane-sim: $(BUILD)/obj/host/cli/sim_main.o $(LIBHOST) $(LIBSIM) $(LIBDRIVER)
	@echo "  LD    $@"
	$(Q)$(CXX) $(SANFLAGS) $(BIND_NOW) $(LDFLAGS) -o $@ $^ $(LIBS)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

# --- tests and benchmarks -----------------------------------------------------------------------------

include tests/tests.mk

# --- for people ------------------------------------------------------------------------------------------

.PHONY: help all demo check lint format bench regs setup clean
help: ## this list
	@echo "make TARGET   (BUILD=$(BUILD))"; echo
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort -u | sed -E 's/^([a-z0-9-]+):.*## /  \1\t/' | expand -t 14

all: $(BUILD)/dtlane $(BUILD)/dtlane-sim ## the programs, build/dtlane and build/dtlane-sim

demo: ## set up, build, and send a line of text through the whole path (OpenSSL, handshake, RTL, UDP service)
	$(Q)tests/tools/setup.sh build demo
	$(Q)$(MAKE) $(BUILD)/dtlane
	$(Q)tests/tools/demo.sh $(BUILD)/dtlane

check: ## set up, build, and run every test
	$(Q)tests/tools/setup.sh build test
	$(Q)$(MAKE) -j$(shell nproc) check-run

setup: ## install what building, testing and linting need (Debian packages, a Python venv)
	$(Q)tests/tools/setup.sh build demo test lint

clean: ## remove build/
	rm -rf build
