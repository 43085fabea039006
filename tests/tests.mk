# SPDX-License-Identifier: Apache-2.0
#
# Unit tests: tests/unit/*.cc, one program, over C shims in tests/shim.
# RTL tests: tests/rtl/X_test.cc, one program each over the Verilated module X, or over X_tb if
# tests/rtl/X_tb.sv exists, or over the module that RTL_TOP_X names.
# Fuzz targets: tests/fuzz/X.cc for each X in FUZZ_TARGETS; one program that replays the corpus of all
# of them, and with FUZZ=1 one program each for libFuzzer.
# Benchmarks: tests/bench/X.cc (or .c), one program each.

UNIT_SRC := $(wildcard tests/unit/*.cc)
RTL_TESTS := $(patsubst tests/rtl/%_test.cc,%,$(wildcard tests/rtl/*_test.cc))
GTEST_LIBS := -lgtest_main -lgtest -lpthread

$(BUILD)/obj/tests/unit/%.o: tests/unit/%.cc
	@mkdir -p $(@D)
	@echo "  CXX   $<"
	$(Q)$(CXX) $(CPPFLAGS) $(CXX_FLAGS) $(DEPFLAGS) -c $< -o $@

$(BUILD)/tests/unit: $(call objs,$(UNIT_SRC) $(SHIM_SRC)) $(LIBHOST) $(LIBDRIVER) $(LIBSIM)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CXX) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(GTEST_LIBS) -lssl -lcrypto $(LIBS)

rtl_top = $(or $(RTL_TOP_$(1)),$(if $(wildcard tests/rtl/$(1)_tb.sv),$(1)_tb,$(1)))
RTL_TOP_rec_session := rec_engine

# Each top once, whoever uses it; rtl/rtl.mk makes dtl_core.
TOPS := $(filter-out dtl_core,$(sort $(foreach t,$(RTL_TESTS),$(call rtl_top,$(t))) ccm_lane_tb rec_engine))
$(foreach t,$(TOPS),$(eval $(call verilate,$(t),$(t),$(RTL_SRC) $(wildcard tests/rtl/$(t).sv),)))

define rtl_test
$(BUILD)/tests/rtl/$(1): tests/rtl/$(1)_test.cc $(BUILD)/verilated/$(call rtl_top,$(1))/libV$(call rtl_top,$(1)).a $(wildcard tests/rtl/*.h tests/shim/*.h)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	$(Q)$(CXX) $(CPPFLAGS) $(CXX_FLAGS) $(VINC) -I$(BUILD)/verilated/$(call rtl_top,$(1)) -o $$@ $$(filter-out %.h,$$^) $(GTEST_LIBS) -lssl -lcrypto $(MBEDTLS_LIBS) -lz
endef
$(foreach t,$(RTL_TESTS),$(eval $(call rtl_test,$(t))))

RTL_TEST_BINS := $(addprefix $(BUILD)/tests/rtl/,$(RTL_TESTS))

# --- fuzzing ----------------------------------------------------------------------------------------
#
# Without the model, which would take long to build and long to run.

FUZZ_TARGETS := psks frames link records server
FUZZ_SRC := $(wildcard tests/fuzz/*.cc)
FUZZ_PARTS := $(call objs,tests/fuzz/run.cc tests/fuzz/dtls_program.cc tests/fuzz/engines.c tests/shim/engine_device.c tests/shim/dtls_peer_mbedtls.c \
  $(addprefix tests/unit/,dtls_engine.cc dtls_world.cc engine_harness.cc link_tamper.cc)) $(LIBHOST) $(LIBDRIVER)
FUZZ_LIBS := -lgtest -lpthread $(LIBS)
FUZZ_SECONDS ?= 60
FUZZ_BINS := $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/%)

$(BUILD)/obj/tests/fuzz/%.o: tests/fuzz/%.cc
	@mkdir -p $(@D)
	@echo "  CXX   $<"
	$(Q)$(CXX) $(CPPFLAGS) $(CXX_FLAGS) $(DEPFLAGS) -c $< -o $@

$(BUILD)/tests/fuzz/replay: $(call objs,tests/fuzz/replay.cc $(FUZZ_TARGETS:%=tests/fuzz/%.cc)) $(FUZZ_PARTS)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CXX) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(FUZZ_LIBS)

$(FUZZ_BINS): $(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/fuzzer.o $(FUZZ_PARTS)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CXX) $(SANFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(FUZZ_LIBS)

.PHONY: fuzz fuzz-run
fuzz: ## look for inputs that break a parser or the DTLS core, FUZZ_SECONDS (60) each (libFuzzer, clang)
	$(Q)tests/tools/setup.sh build test fuzz
	$(Q)$(MAKE) -s FUZZ=1 CC=clang CXX=clang++ fuzz-run

fuzz-run: $(FUZZ_BINS)
	$(Q)tests/tools/fuzz.py $(BUILD) $(FUZZ_SECONDS) $(FUZZ_TARGETS)

# A peer for tests/interop, of the test's own over the wolfSSL library.
$(BUILD)/tests/wolfpeer: tests/interop/wolfpeer.c
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CC) $(C_FLAGS) $(LDFLAGS) -o $@ $< -lwolfssl

# --- running them -----------------------------------------------------------------------------------

CAVP_DIR = $(shell .venv/bin/python -c 'import cryptography_vectors as v; print(v.__path__[0])')/ciphers/AES/CCM
TESTS_ENV = DTL_CAVP_DIR=$(CAVP_DIR) DTL_BUILD=$(BUILD)
GTEST_RUN = --gtest_output=xml:{xml}

.PHONY: check-run check-unit
check-run: $(BUILD)/tests/unit $(BUILD)/tests/fuzz/replay $(RTL_TEST_BINS) $(BUILD)/dtlane $(BUILD)/tests/wolfpeer $(BUILD)/dtlane-sim
	$(Q)$(TESTS_ENV) tests/tools/check.py $(BUILD)/check \
	  "unit=$(BUILD)/tests/unit $(GTEST_RUN)" "fuzz-corpus=$(BUILD)/tests/fuzz/replay $(GTEST_RUN)" \
	  $(foreach t,$(RTL_TESTS),"rtl-$(t)=$(BUILD)/tests/rtl/$(t) $(GTEST_RUN)") \
	  "interop=.venv/bin/pytest -q tests/interop --junitxml={xml}"

check-unit: $(BUILD)/tests/unit ## the unit tests alone (with SAN=1: under the sanitizers)
	$(Q)$(TESTS_ENV) tests/tools/check.py $(BUILD)/check "unit$(if $(SAN),-san)=$(BUILD)/tests/unit $(GTEST_RUN) $(if $(TEST),--gtest_filter=$(TEST))"

# --- style -----------------------------------------------------------------------------------------

C_FILES = $(shell git ls-files '*.c' '*.h' '*.cc' '*.cpp' | grep -v '^driver/link/dtl_regs.h$$')

.PHONY: format lint lint-format lint-rtl lint-clang lint-spdx lint-man
format: ## rewrite C and C++ sources in the project's style
	$(Q).venv/bin/clang-format -i $(C_FILES)

lint: ## style, Verilator -Wall, clang -Werror, licence lines, register files, man pages
	$(Q)tests/tools/setup.sh build test lint
	$(Q)$(MAKE) lint-spdx lint-format lint-rtl lint-clang lint-man regs-check

lint-format:
	@echo "  LINT  clang-format"
	$(Q).venv/bin/clang-format --dry-run --Werror $(C_FILES)

lint-rtl:
	@echo "  LINT  verilator"
	$(Q)for gates in 0 1; do for lanes in 1 2 4; do \
	  $(VERILATOR) --lint-only -Wall rtl/waivers.vlt -GNumLanes=$$lanes -GSboxGates=1\'b$$gates --top-module dtl_core $(RTL_SRC); done; done

lint-clang:
	@echo "  LINT  clang -Werror"
	$(Q)$(MAKE) -s CC=clang CXX=clang++ BUILD=$(BUILD)/clang $(call objs_in,$(BUILD)/clang,$(DRIVER_SRC) $(HOST_SRC) $(PROGRAM_SRC) $(wildcard sim/*.c) $(SHIM_SRC) $(UNIT_SRC) $(FUZZ_SRC) tests/fuzz/engines.c)

lint-spdx:
	@echo "  LINT  licence lines"
	$(Q)! git ls-files | grep -vE '^(LICENSE|CHANGELOG.md|tests/fuzz/corpus/.*|.*\.(svg|csv|txt))$$' | xargs grep -L 'SPDX-License-Identifier: Apache-2.0' | grep . || { echo "lint: no SPDX line in the files above" >&2; exit 1; }

lint-man:
	@echo "  LINT  man pages"
	$(Q)for page in docs/man/*.[1-8]; do LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z $$page 2>&1 >/dev/null | (! grep .) || exit 1; done

# --- benchmarks ------------------------------------------------------------------------------------
#
# Each appends its rows to the CSV that it is given: tests/bench/X.c over the libraries, and
# tests/bench/X.cc over the Verilated module that BENCH_TOP_X names.

BENCH_TOP_lane := ccm_lane_tb
BENCH_TOP_engine := rec_engine
BENCHES := $(sort $(basename $(notdir $(wildcard tests/bench/*.c tests/bench/*.cc))))
BENCH_CSV := $(BUILD)/bench/bench.csv
bench_lib = $(BUILD)/verilated/$(BENCH_TOP_$(1))/libV$(BENCH_TOP_$(1)).a

$(BUILD)/bench/%: tests/bench/%.c $(LIBHOST) $(LIBDRIVER) $(LIBSIM)
	@mkdir -p $(@D) $(BUILD)/obj/tests/bench
	@echo "  LD    $@"
	$(Q)$(CC) $(CPPFLAGS) $(C_FLAGS) -c $< -o $(BUILD)/obj/tests/bench/$*.o
	$(Q)$(CXX) -o $@ $(BUILD)/obj/tests/bench/$*.o $(filter %.o,$^) $(filter %.a,$^) -lssl -lcrypto $(LIBS)

$(BUILD)/bench/memory: $(call objs,tests/shim/dtls_peer_mbedtls.c)

define rtl_bench
$(BUILD)/bench/$(1): tests/bench/$(1).cc $(call bench_lib,$(1)) $(wildcard tests/rtl/*.h tests/bench/*.h)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	$(Q)$(CXX) $(CPPFLAGS) $(CXX_FLAGS) $(VINC) -I$$(dir $(call bench_lib,$(1))) -o $$@ $$(filter-out %.h,$$^) -lpthread
endef
$(foreach b,$(basename $(notdir $(wildcard tests/bench/*.cc))),$(eval $(call rtl_bench,$(b))))

.PHONY: bench bench-run
bench: ## measure: build/bench/bench.csv, and the table of docs/PERFORMANCE.md from it
	$(Q)tests/tools/setup.sh build test
	$(Q)$(MAKE) bench-run

bench-run: $(addprefix $(BUILD)/bench/,$(BENCHES))
	$(Q)rm -f $(BENCH_CSV)
	$(Q)for b in $(BENCHES); do echo "  BENCH $$b"; $(BUILD)/bench/$$b $(BENCH_CSV); done
	$(Q)tests/tools/bench_table.py $(BENCH_CSV)
