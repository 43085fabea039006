# SPDX-License-Identifier: Apache-2.0
#
# Unit tests: tests/unit/*.cc, one program, over C shims in tests/shim.
# RTL tests: tests/rtl/X_test.cc, one program each over the Verilated module X, or over X_tb if
# tests/rtl/X_tb.sv exists. Tests of the record path are programs X1, X2, X4 and X4dpi, over rec_engine or
# dtl_core with so many LANES, those of rec_engine X5 and X8 as well, in two slices; in them DEVICE is the
# Verilated class and DEVICE_H its header. line_rate4 is over the engine as it is placed. X_compact are over the
# compact lane, and an engine of it with 16 sessions; X_small over the small device in place of dtl_core.
# Fuzz targets: tests/fuzz/X.cc for each X in FUZZ_TARGETS; one program that replays the corpus of all
# of them, and with FUZZ=1 one program each for libFuzzer.
# Benchmarks: tests/bench/X.cc (or .c), one program each.

UNIT_SRC := $(wildcard tests/unit/*.cc)
RTL_TESTS := $(patsubst tests/rtl/%_test.cc,%,$(wildcard tests/rtl/*_test.cc))
GTEST_LIBS := -lgtest_main -lgtest -lpthread

# What takes longest in a test is compiling it.
TEST_CXX_FLAGS = -std=c++17 $(WARN) -O1 $(if $(SAN),-g) $(SANFLAGS)

$(BUILD)/obj/tests/unit/%.o: tests/unit/%.cc
	@mkdir -p $(@D)
	@echo "  CXX   $<"
	$(Q)$(CXX) $(CPPFLAGS) $(TEST_CXX_FLAGS) $(DEPFLAGS) -c $< -o $@

$(BUILD)/tests/unit: $(call objs,$(UNIT_SRC) $(SHIM_SRC)) $(LIBHOST) $(LIBDRIVER) $(LIBSIM)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CXX) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(GTEST_LIBS) -lssl -lcrypto $(LIBS)

LANE_TESTS := rec_engine rec_session rec_lanes rec_zeroise dtl_core dtl_core_noise dtl_core_zeroise
COMPACT_TESTS := $(filter rec_%,$(LANE_TESTS))
# Lanes in several slices, of one size and of two; tests of the engine run with them as well.
SLICED := 5 8
ONE_TESTS := $(filter-out $(LANE_TESTS) line_rate aes_round,$(RTL_TESTS))
rtl_top = $(if $(wildcard tests/rtl/$(1)_tb.sv),$(1)_tb,$(1))
lane_top = $(if $(filter dtl_core%,$(1)),dtl_core,rec_engine)
lane_defines = -DLANES=$(call lanes_of,$(2)) -DDEVICE=V$(1)$(2) -DDEVICE_H='"V$(1)$(2).h"' -DDEVICE_SYMS_H='"V$(1)$(2)__Syms.h"'
compact_defines = -DCOMPACT -DLANES=1 -DSLOTS=16 -DDEVICE=Vrec_engine_compact -DDEVICE_H='"Vrec_engine_compact.h"' -DDEVICE_SYMS_H='"Vrec_engine_compact__Syms.h"'
dpi_object = $(if $(findstring dpi,$(1)),$(call objs,sim/dpi/aes_round.c))

# Each top once, whoever uses it; rtl/rtl.mk makes those of dtl_core.
TOPS := $(sort $(foreach t,$(ONE_TESTS),$(call rtl_top,$(t))) ccm_lane_tb aes_round)
$(foreach t,$(TOPS),$(eval $(call verilate,$(t),$(t),$(RTL_SRC) $(wildcard tests/rtl/$(t).sv),)))
$(foreach v,$(VARIANTS) $(SLICED) 20,$(eval $(call verilate,rec_engine$(v),rec_engine,$(call rtl_of,$(v)),-GNumLanes=$(call lanes_of,$(v)))))
$(eval $(call verilate,rec_engine_compact,rec_engine,$(RTL_SRC),-GCompact=1\'b1 -GNumSessions=16))
$(eval $(call verilate,aes_round_dpi,aes_round,$(RTL_DPI),))

# The lane, the compact one in its place, and the lane with RTL_DPI: ccm_lane, ccm_lane_compact, ccm_lane_dpi.
$(eval $(call verilate,ccm_lane_compact,ccm_lane_tb,$(RTL_SRC) tests/rtl/ccm_lane_tb.sv,-GCompact=1\'b1))
$(eval $(call verilate,ccm_lane_dpi,ccm_lane_tb,$(RTL_DPI) tests/rtl/ccm_lane_tb.sv,))
lane_device = -DDEVICE=V$(1) -DDEVICE_H='"V$(1).h"' -DDEVICE_ROOT_H='"V$(1)___024root.h"'
CCM_LANE := $(call lane_device,ccm_lane_tb)
CCM_LANE_COMPACT := -DCOMPACT $(call lane_device,ccm_lane_compact)
CCM_LANE_DPI := $(call lane_device,ccm_lane_dpi)

# With RTL_DPI, and as many output beats as tests/pnr/parts.py has. LANES of the command line, or 4; rtl/rtl.mk's
# are a list.
GIVEN_LANES := $(if $(findstring command,$(origin LANES)),$(LANES),4)
$(foreach n,$(sort 4 $(GIVEN_LANES)),$(eval $(call verilate,rec_line$(n)dpi,rec_engine,$(RTL_DPI),-GNumLanes=$(n) -GOutBeats=$(if $(filter 1 2,$(n)),512,1024))))

# $(call rtl_test,PROGRAM,X,VERILATED,DEFINES)
define rtl_test
$(BUILD)/tests/rtl/$(1): tests/rtl/$(2)_test.cc $(BUILD)/verilated/$(3)/libV$(3).a $(call dpi_object,$(3)) $(wildcard tests/rtl/*.h tests/shim/*.h tests/bench/*.h)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	$(Q)$(CXX) $(CPPFLAGS) $(4) $(TEST_CXX_FLAGS) $(VINC) -I$(BUILD)/verilated/$(3) -o $$@ $$(filter-out %.h,$$^) $(GTEST_LIBS) -lssl -lcrypto $(MBEDTLS_LIBS) -lz
endef
lane_test = $(call rtl_test,$(1)$(2),$(1),$(lane_top)$(2),$(call lane_defines,$(lane_top),$(2)))
$(foreach t,$(filter-out ccm_lane,$(ONE_TESTS)),$(eval $(call rtl_test,$(t),$(t),$(call rtl_top,$(t)),)))
$(eval $(call rtl_test,ccm_lane,ccm_lane,ccm_lane_tb,$(CCM_LANE)))
$(eval $(call rtl_test,ccm_lane_compact,ccm_lane,ccm_lane_compact,$(CCM_LANE_COMPACT)))
$(eval $(call rtl_test,ccm_lane_dpi,ccm_lane,ccm_lane_dpi,$(CCM_LANE_DPI)))
$(foreach t,$(LANE_TESTS),$(foreach v,$(VARIANTS),$(eval $(call lane_test,$(t),$(v)))))
$(foreach t,$(COMPACT_TESTS),$(foreach v,$(SLICED),$(eval $(call lane_test,$(t),$(v)))))
$(foreach t,$(COMPACT_TESTS),$(eval $(call rtl_test,$(t)_compact,$(t),rec_engine_compact,$(compact_defines))))
$(eval $(call rtl_test,line_rate4,line_rate,rec_line4dpi,$(call lane_defines,rec_line,4dpi)))

# The small device, and as an HX8K has it: dtl_core_small, dtl_core_small_hx8k.
$(eval $(call verilate,small_core_hx8k,small_core,$(RTL_SRC),-GBufferBytes=4096 -GHugeBuffer=1\'b0 -GCredit=124))
small_defines = -DSMALL -DLANES=1 -DSLOTS=16 -DCREDIT_BEATS=$(2) -DDEVICE=V$(1) -DDEVICE_H='"V$(1).h"' -DDEVICE_SYMS_H='"V$(1)__Syms.h"'
SMALL_TESTS := $(filter dtl_core%,$(LANE_TESTS))
$(foreach t,$(SMALL_TESTS),$(eval $(call rtl_test,$(t)_small,$(t),small_core,$(call small_defines,small_core,384))))
$(foreach t,$(SMALL_TESTS),$(eval $(call rtl_test,$(t)_small_hx8k,$(t),small_core_hx8k,$(call small_defines,small_core_hx8k,124))))

# The round in C beside that of the RTL, and the whole device with either, in step.
$(eval $(call rtl_test,aes_round,aes_round,aes_round_dpi,-I$(BUILD)/verilated/aes_round))
$(BUILD)/tests/rtl/aes_round: $(BUILD)/verilated/aes_round/libVaes_round.a
$(eval $(call rtl_test,dtl_core_twins,dtl_core,dtl_core4dpi,-DLANES=4 -DDEVICE=CoreTwins -DDEVICE_H='"tests/rtl/core_twins.h"' -I$(BUILD)/verilated/dtl_core4))
$(BUILD)/tests/rtl/dtl_core_twins: $(BUILD)/verilated/dtl_core4/libVdtl_core4.a

RTL_PROGRAMS := $(ONE_TESTS) ccm_lane_compact ccm_lane_dpi $(COMPACT_TESTS:%=%_compact) $(foreach v,$(SLICED),$(COMPACT_TESTS:%=%$(v))) $(SMALL_TESTS:%=%_small) $(SMALL_TESTS:%=%_small_hx8k) $(foreach t,$(LANE_TESTS),$(filter-out dtl_core%4dpi,$(call with_variants,$(t)))) aes_round dtl_core_twins line_rate4
RTL_TEST_BINS := $(addprefix $(BUILD)/tests/rtl/,$(RTL_PROGRAMS))

# --- fuzzing ----------------------------------------------------------------------------------------
#
# Without the model, which would take long to build and long to run.

FUZZ_TARGETS := psks frames link records server client
FUZZ_SRC := $(wildcard tests/fuzz/*.cc)
FUZZ_PARTS := $(call objs,tests/fuzz/run.cc tests/fuzz/dtls_program.cc tests/fuzz/dtls_pki.cc tests/fuzz/engines.c tests/shim/certs.c tests/shim/engine_device.c tests/shim/dtls_peer_mbedtls.c tests/shim/mbedtls_bio.c \
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

FUZZ_LINK := $(addprefix $(BUILD)/tests/rtl/dtl_core_noise,1 4 _small)

.PHONY: fuzz fuzz-link fuzz-run
fuzz: ## look for inputs that break a parser or the DTLS core, FUZZ_SECONDS (60) each (libFuzzer, clang)
	$(Q)tests/tools/setup.sh build test fuzz
	$(Q)$(MAKE) -s FUZZ=1 CC=clang CXX=clang++ fuzz-run

fuzz-link: ## 20 million bytes of noise into the RTL's link, with 1 and with 4 lanes and of the small device, DTL_NOISE_SEED (1)
	$(Q)tests/tools/setup.sh build test
	$(Q)$(MAKE) -s $(FUZZ_LINK)
	$(Q)for test in $(FUZZ_LINK); do DTL_NOISE_BYTES=4000000 $$test; done

fuzz-run: $(FUZZ_BINS)
	$(Q)tests/tools/fuzz.py $(BUILD) $(FUZZ_SECONDS) $(FUZZ_TARGETS)

# A peer for tests/interop, of the test's own over the wolfSSL library.
$(BUILD)/tests/wolfpeer: tests/interop/wolfpeer.c
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CC) $(C_FLAGS) $(LDFLAGS) -o $@ $< -lwolfssl

# --- load -------------------------------------------------------------------------------------------
#
# A gateway in a process of its own and many clients: tests/load/load_test.cc, and the soak.

LOAD_PARTS := $(call objs,tests/load/crowd.c tests/load/echo_service.c tests/load/gateway_process.c tests/shim/certs.c)
SOAK_SECONDS ?= 3600

$(BUILD)/obj/tests/load/%.o: tests/load/%.cc
	@mkdir -p $(@D)
	@echo "  CXX   $<"
	$(Q)$(CXX) $(CPPFLAGS) $(CXX_FLAGS) $(DEPFLAGS) -c $< -o $@

$(BUILD)/tests/load: $(BUILD)/obj/tests/load/load_test.o $(LOAD_PARTS) $(LIBHOST) $(LIBDRIVER)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CXX) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(GTEST_LIBS) $(LIBS)

$(BUILD)/tests/soak: $(BUILD)/obj/tests/load/soak.o $(LOAD_PARTS) $(LIBHOST) $(LIBDRIVER)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CXX) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

.PHONY: soak
soak: ## an hour (SOAK_SECONDS) of coming, going and misbehaving clients: is the gateway's memory flat?
	$(Q)tests/tools/setup.sh build test
	$(Q)$(MAKE) $(BUILD)/dtlane $(BUILD)/tests/soak
	$(Q)DTL_BUILD=$(BUILD) $(BUILD)/tests/soak $(SOAK_SECONDS)

# --- running them -----------------------------------------------------------------------------------

CAVP_DIR = $(shell .venv/bin/python -c 'import cryptography_vectors as v; print(v.__path__[0])')/ciphers/AES/CCM
TESTS_ENV = DTL_CAVP_DIR=$(CAVP_DIR) DTL_BUILD=$(BUILD)
GTEST_RUN = --gtest_output=xml:{xml}

.PHONY: check-run check-unit
check-run: $(BUILD)/tests/unit $(BUILD)/tests/fuzz/replay $(RTL_TEST_BINS) $(BUILD)/dtlane $(BUILD)/tests/wolfpeer $(BUILD)/dtlane-sim $(BUILD)/tests/load
	$(Q)$(TESTS_ENV) tests/tools/check.py $(BUILD)/check \
	  "unit=$(BUILD)/tests/unit $(GTEST_RUN)" "fuzz-corpus=$(BUILD)/tests/fuzz/replay $(GTEST_RUN)" \
	  $(foreach t,$(RTL_PROGRAMS),"rtl-$(t)=$(BUILD)/tests/rtl/$(t) $(GTEST_RUN)") \
	  "load=$(BUILD)/tests/load $(GTEST_RUN)" "tools=.venv/bin/pytest -q tests/tools --junitxml={xml}" \
	  "interop=.venv/bin/pytest -q tests/interop --junitxml={xml}"

check-unit: $(BUILD)/tests/unit ## the unit tests alone (with SAN=1: under the sanitizers)
	$(Q)$(TESTS_ENV) tests/tools/check.py $(BUILD)/check "unit$(if $(SAN),-san)=$(BUILD)/tests/unit $(GTEST_RUN) $(if $(TEST),--gtest_filter=$(TEST))"

.PHONY: matrix
matrix: ## try every cell of the interop matrix (some 15 minutes) and write docs/INTEROP.md
	$(Q)tests/tools/setup.sh build test
	$(Q)$(MAKE) $(BUILD)/dtlane $(BUILD)/tests/wolfpeer
	$(Q)PYTHONDONTWRITEBYTECODE=1 .venv/bin/python tests/interop/matrix.py $(BUILD)

# --- proofs -------------------------------------------------------------------------------------------
#
# tests/formal: docs/FORMAL.md.

.PHONY: formal
formal: ## prove properties of the RTL, and that each proof notices mistakes (yosys, boolector)
	$(Q)tests/tools/setup.sh formal
	$(Q)tests/formal/prove.py $(if $(JUNIT),--junit $(JUNIT))

# --- style -----------------------------------------------------------------------------------------

C_FILES = $(shell git ls-files '*.c' '*.h' '*.cc' '*.cpp' | grep -v '^driver/link/dtl_regs.h$$')
SV_FILES = $(filter-out $(REGS_GEN),$(shell git ls-files '*.sv'))

.PHONY: format lint lint-format lint-columns lint-rtl lint-clang lint-spdx lint-man lint-plots
format: ## rewrite C and C++ sources in the project's style
	$(Q).venv/bin/clang-format -i $(C_FILES)

lint: ## style, Verilator -Wall, clang -Werror, licence lines, register files, man pages, pictures
	$(Q)tests/tools/setup.sh build test lint
	$(Q)$(MAKE) lint-spdx lint-format lint-columns lint-rtl lint-clang lint-man lint-plots regs-check small-rom-check

lint-format:
	@echo "  LINT  clang-format"
	$(Q).venv/bin/clang-format --dry-run --Werror $(C_FILES)

lint-columns:
	@echo "  LINT  columns"
	$(Q)! LC_ALL=C.UTF-8 grep -nE '^.{121}' $(SV_FILES) >&2 || { echo "lint: more than 120 columns in the lines above" >&2; exit 1; }

lint-rtl:
	@echo "  LINT  verilator"
	$(Q)for gates in 0 1; do for lanes in 1 2 4 20; do \
	  $(VERILATOR) --lint-only -Wall rtl/waivers.vlt -GNumLanes=$$lanes -GSboxGates=1\'b$$gates --top-module dtl_core $(RTL_SRC); done; done
	$(Q)$(VERILATOR) --lint-only -Wall rtl/waivers.vlt -GNumLanes=4 --top-module dtl_core $(RTL_DPI)
	$(Q)for huge in 0 1; do \
	  $(VERILATOR) --lint-only -Wall rtl/waivers.vlt -GHugeBuffer=1\'b$$huge --top-module small_core $(RTL_SRC); done

lint-clang:
	@echo "  LINT  clang -Werror"
	$(Q)$(MAKE) -s CC=clang CXX=clang++ BUILD=$(BUILD)/clang $(call objs_in,$(BUILD)/clang,$(DRIVER_SRC) $(HOST_SRC) $(PROGRAM_SRC) $(wildcard sim/*.c) $(SHIM_SRC) $(UNIT_SRC) $(FUZZ_SRC) tests/fuzz/engines.c)

lint-spdx:
	@echo "  LINT  licence lines"
	$(Q)! git ls-files | grep -vE '^(LICENSE|CHANGELOG.md|tests/fuzz/corpus/.*|.*\.(svg|csv|txt))$$' | xargs grep -L 'SPDX-License-Identifier: Apache-2.0' | grep . || { echo "lint: no SPDX line in the files above" >&2; exit 1; }

lint-man:
	@echo "  LINT  man pages"
	$(Q)for page in docs/man/*.[1-8]; do LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z $$page 2>&1 >/dev/null | (! grep .) || exit 1; done

# --- pictures ----------------------------------------------------------------------------------------
#
# tests/plots: docs/plots/*.svg from docs/data/*.csv.

DRAW := PYTHONDONTWRITEBYTECODE=1 .venv-plots/bin/python tests/plots/plots.py docs/data

.PHONY: plots
plots: ## draw docs/plots/*.svg from docs/data/*.csv
	$(Q)tests/tools/setup.sh plots
	$(Q)$(DRAW) docs/plots

lint-plots:
	@echo "  LINT  pictures"
	$(Q)rm -rf $(BUILD)/plots
	$(Q)$(DRAW) $(BUILD)/plots
	$(Q)diff -rq docs/plots $(BUILD)/plots >&2 || { echo "lint: docs/plots is not what docs/data says; run make plots" >&2; exit 1; }

# --- benchmarks ------------------------------------------------------------------------------------
#
# Each appends its rows to the CSV that it is given: tests/bench/X.c over the libraries, and
# tests/bench/lane.cc and engine.cc over the Verilated lane and record engine. engineN and modelN have N lanes.

MODEL_BENCHES := model1 model4 model4dpi model20 model20dpi modelsmall
BENCHES := $(addprefix engine,$(LANES) 20) lane lane_compact $(MODEL_BENCHES) \
  $(filter-out model,$(sort $(basename $(notdir $(wildcard tests/bench/*.c)))))
BENCH_CSV := $(BUILD)/bench/bench.csv

$(BUILD)/bench/%: tests/bench/%.c $(LIBHOST) $(LIBDRIVER) $(LIBSIM)
	@mkdir -p $(@D) $(BUILD)/obj/tests/bench
	@echo "  LD    $@"
	$(Q)$(CC) $(CPPFLAGS) $(C_FLAGS) -c $< -o $(BUILD)/obj/tests/bench/$*.o
	$(Q)$(CXX) -o $@ $(BUILD)/obj/tests/bench/$*.o $(filter %.o,$^) $(filter %.a,$^) -lssl -lcrypto $(LIBS)

# $(call model_bench,VARIANT,VERILATED): tests/bench/model.c over dtl_coreVARIANT, or the small device.
define model_bench
$(BUILD)/bench/model$(1): tests/bench/model.c tests/bench/one_model.cc $(BUILD)/verilated/$(2)/libV$(2).a $(call dpi_object,$(1)) $(LIBHOST) $(LIBDRIVER)
	@mkdir -p $$(@D) $(BUILD)/obj/tests/bench
	@echo "  LD    $$@"
	$(Q)$(CC) $(CPPFLAGS) $(C_FLAGS) -DMODEL='"model$(1)"' -c $$< -o $(BUILD)/obj/tests/bench/model$(1).o
	$(Q)$(CXX) $(CPPFLAGS) $(CXX_FLAGS) $(VINC) -I$(BUILD)/verilated/$(2) -DDEVICE=V$(2) -DDEVICE_H='"V$(2).h"' \
	  -o $$@ $(BUILD)/obj/tests/bench/model$(1).o $$(filter-out %.c,$$^) $(LIBS)
endef
$(foreach v,20 20dpi,$(eval $(call verilate,dtl_core$(v),dtl_core,$(call rtl_of,$(v)),-GNumLanes=$(call lanes_of,$(v)))))
$(foreach v,$(patsubst model%,%,$(MODEL_BENCHES)),$(eval $(call model_bench,$(v),$(if $(filter small,$(v)),small_core,dtl_core$(v)))))

$(BUILD)/bench/memory: $(call objs,tests/shim/dtls_peer_mbedtls.c tests/shim/mbedtls_bio.c)
$(BUILD)/bench/handshake $(BUILD)/bench/loss: $(call objs,tests/shim/certs.c tests/shim/mbedtls_bio.c $(wildcard tests/bench/ends/*.c))
$(BUILD)/bench/gateway: $(LOAD_PARTS) | $(BUILD)/dtlane

# $(call rtl_bench,PROGRAM,X,VERILATED,DEFINES)
define rtl_bench
$(BUILD)/bench/$(1): tests/bench/$(2).cc $(BUILD)/verilated/$(3)/libV$(3).a $(call dpi_object,$(3)) $(wildcard tests/rtl/*.h tests/bench/*.h)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	$(Q)$(CXX) $(CPPFLAGS) $(4) $(CXX_FLAGS) $(VINC) -I$(BUILD)/verilated/$(3) -o $$@ $$(filter-out %.h,$$^) -lcrypto -lpthread
endef
$(eval $(call rtl_bench,lane,lane,ccm_lane_tb,$(CCM_LANE)))
$(eval $(call rtl_bench,lane_compact,lane,ccm_lane_compact,$(CCM_LANE_COMPACT)))
$(foreach n,$(LANES) 20,$(eval $(call rtl_bench,engine$(n),engine,rec_engine$(n),$(call lane_defines,rec_engine,$(n)))))

.PHONY: bench bench-run
bench: ## measure: build/bench/bench.csv, and the table of docs/PERFORMANCE.md from it
	$(Q)tests/tools/setup.sh build test
	$(Q)$(MAKE) bench-run

bench-run: $(addprefix $(BUILD)/bench/,$(BENCHES))
	$(Q)rm -f $(BENCH_CSV)
	$(Q)for b in $(BENCHES); do echo "  BENCH $$b"; DTL_BUILD=$(BUILD) $(BUILD)/bench/$$b $(BENCH_CSV); done
	$(Q)tests/tools/bench_table.py $(BENCH_CSV)

# --- line rate --------------------------------------------------------------------------------------
#
# tests/bench/line_rate.h: AES-128 and AES-256 side by side. MHZ is the clock that the engine is assumed to have.

MHZ ?= 125
GBPS ?= 1
STEP ?= 1
LINE_RATE := $(BUILD)/bench/line_rate$(GIVEN_LANES)
LINE_CSV := $(BUILD)/bench/line-rate-$(GIVEN_LANES)x$(MHZ)MHz-$(GBPS)G
$(eval $(call rtl_bench,line_rate$(GIVEN_LANES),line_rate,rec_line$(GIVEN_LANES)dpi,$(call lane_defines,rec_line,$(GIVEN_LANES)dpi)))

.PHONY: line-rate
line-rate: ## no frame lost at Ethernet's rate? LANES (4), MHZ (125), GBPS (1), every STEPth (1) payload up to 1441; 20 minutes with step 1
	$(Q)tests/tools/setup.sh build test
	$(Q)$(MAKE) $(LINE_RATE)
	$(Q)printf '%s\n' 128 256 | xargs -P2 -I{} $(LINE_RATE) $(LINE_CSV)-aes{}.csv $(MHZ) $(GBPS) {} $(STEP)
	$(Q)tests/bench/line_rate_table.py $(LINE_CSV)-aes128.csv $(LINE_CSV)-aes256.csv

# --- place and route -------------------------------------------------------------------------------

PART ?= ecp5-25f-6
SEEDS ?= 1
JOBS ?= 2
ECP5_SRC := $(filter-out rtl/tech/generic/ram_1r1w.sv,$(RTL_SRC)) $(wildcard rtl/tech/ecp5/*.sv) \
  tests/pnr/ooc_registers.sv tests/pnr/rec_engine_ooc.sv

.PHONY: pnr
pnr: ## place the record engine: PART (ecp5-25f-6), LANES (4), SEEDS (1), JOBS (2) at once; build/pnr, Fmax, area, critical path
	$(Q)tests/tools/setup.sh pnr
	$(Q)tests/pnr/pnr.py $(BUILD)/pnr $(PART) $(GIVEN_LANES) $(SEEDS) $(JOBS) $(ECP5_SRC)

WHAT ?= device
ICE40_SRC := $(filter-out rtl/tech/generic/ram_lut.sv,$(RTL_SRC)) $(wildcard rtl/tech/ice40/*.sv) \
  tests/pnr/ooc_registers.sv tests/pnr/ccm_lane_compact_ooc.sv

.PHONY: pnr-ice40
pnr-ice40: ## place the small device: PART=ice40-up5k or ice40-hx8k, SEEDS (1); WHAT=lane: the compact lane; WHAT=engine counts the engine's cells
	$(Q)tests/tools/setup.sh pnr
	$(Q)tests/pnr/ice40.py $(BUILD)/pnr $(PART) $(WHAT) $(SEEDS) $(ICE40_SRC)

# The engine as synthesis understands it, Yosys's netlist in Verilog, passes the tests of the RTL.
NETLIST_LANES := 1 4
NETLIST_TESTS := rec_engine rec_session
NETLIST_PROGRAMS := $(foreach t,$(NETLIST_TESTS),$(addprefix $(t)_netlist,$(NETLIST_LANES)))
# What Yosys writes is no style. Nets without a driver, undeclared nets and latches stay errors.
NETLIST_STYLE := $(addprefix -Wno-,CASEOVERLAP DECLFILENAME LITENDIAN UNOPTFLAT UNUSEDSIGNAL WIDTH)

$(BUILD)/netlist/engine%.v: $(RTL_SRC) $(wildcard tests/pnr/*.py)
	@echo "  NETLIST $@"
	$(Q)tests/pnr/netlist.py $@ $* $(RTL_SRC)

$(foreach n,$(NETLIST_LANES),$(eval $(call verilate,rec_netlist$(n),rec_engine,$(BUILD)/netlist/engine$(n).v,$(NETLIST_STYLE))))
$(foreach t,$(NETLIST_TESTS),$(foreach n,$(NETLIST_LANES),$(eval $(call rtl_test,$(t)_netlist$(n),$(t),rec_netlist$(n),$(call lane_defines,rec_netlist,$(n))))))

.PHONY: check-synth check-synth-run
check-synth: ## the netlist passes the record tests; no latch, no multiplier, block RAMs as budgeted; one part placed
	$(Q)tests/tools/setup.sh build test pnr
	$(Q)$(MAKE) check-synth-run

check-synth-run: $(addprefix $(BUILD)/tests/rtl/,$(NETLIST_PROGRAMS))
	$(Q)RTL_SRC="$(RTL_SRC)" ECP5_SRC="$(ECP5_SRC)" ICE40_SRC="$(ICE40_SRC)" $(TESTS_ENV) tests/tools/check.py $(BUILD)/synth/check \
	  $(foreach t,$(NETLIST_PROGRAMS),"$(t)=$(BUILD)/tests/rtl/$(t) $(GTEST_RUN)") \
	  "synthesis=.venv/bin/pytest -q tests/pnr --junitxml={xml}"
