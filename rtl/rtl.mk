# SPDX-License-Identifier: Apache-2.0
#
# RTL to Verilated libraries. Packages come first, in the order in which they need one another; every
# other file holds one module of its own name.

RTL_PKG := rtl/aes/aes_pkg.sv rtl/aes/aes_gates_pkg.sv rtl/ccm/ccm_pkg.sv rtl/ccm/ccm_lane_pkg.sv rtl/ccm/ccm_compact_pkg.sv \
  rtl/record/rec_pkg.sv rtl/record/rec_types_pkg.sv rtl/record/rec_wire_pkg.sv rtl/regs/dtl_regs_pkg.sv \
  rtl/link/link_pkg.sv rtl/small/small_pkg.sv
RTL_SRC := $(RTL_PKG) $(filter-out $(RTL_PKG),$(wildcard rtl/*/*.sv rtl/tech/generic/*.sv))
# For simulation: the AES round of the lanes computed in C, by the processor's instructions.
RTL_DPI := $(filter-out rtl/aes/aes_round.sv,$(RTL_SRC)) sim/dpi/aes_round.sv

VERILATOR ?= verilator
VERILATOR_ROOT := $(shell $(VERILATOR) --getenv VERILATOR_ROOT 2>/dev/null)
VFLAGS := --cc -Wall --x-assign unique --x-initial unique rtl/waivers.vlt
VINC   := -isystem $(VERILATOR_ROOT)/include -isystem $(VERILATOR_ROOT)/include/vltstd

# $(call verilate,NAME,TOP,SOURCES,FLAGS): build/verilated/NAME/libVNAME.a, class VNAME of module TOP, with the
# Verilator runtime inside.
define verilate
$(BUILD)/verilated/$(1)/libV$(1).a: $(3) rtl/waivers.vlt rtl/rtl.mk
	@mkdir -p $$(@D)
	@echo "  VERILATE $(1)"
	$(Q)$(VERILATOR) $(VFLAGS) $(4) --prefix V$(1) --top-module $(2) --Mdir $$(@D) -CFLAGS "$(SANFLAGS) -O2 -fPIC" $(3) >$$(@D)/verilate.log 2>&1 || { cat $$(@D)/verilate.log; exit 1; }
	$(Q)$(MAKE) -s -C $$(@D) -f V$(1).mk CXX=$(CXX) AR=ar OPT_FAST="-O2" OPT_SLOW="-O1" V$(1)__ALL.a verilated.o verilated_threads.o $(if $(findstring --trace,$(4)),verilated_fst_c.o) >>$$(@D)/verilate.log 2>&1 || { cat $$(@D)/verilate.log; exit 1; }
	$(Q)cp $$(@D)/V$(1)__ALL.a $$@ && ar rcs $$@ $$(@D)/verilated*.o
endef

ifneq ($(TRACE),)
TRACE_FLAGS := --trace-fst --trace-structs
CPPFLAGS += -DDTL_SIM_TRACE
endif

# The numbers of lanes that the model has, and that every test of the record path runs with: X1, X2 and X4.
# X4dpi is X4 with RTL_DPI.
LANES := 1 2 4
VARIANTS := $(LANES) 4dpi
with_variants = $(addprefix $(1),$(VARIANTS))
lanes_of = $(patsubst %dpi,%,$(1))
rtl_of = $(if $(findstring dpi,$(1)),$(RTL_DPI),$(RTL_SRC))
$(foreach v,$(VARIANTS),$(eval $(call verilate,dtl_core$(v),dtl_core,$(call rtl_of,$(v)),-GNumLanes=$(call lanes_of,$(v)) $(TRACE_FLAGS))))

# And the device for small parts.
$(eval $(call verilate,small_core,small_core,$(RTL_SRC),$(TRACE_FLAGS)))

MODELS := $(call with_variants,dtl_core) small_core
MODEL_LIBS := $(foreach m,$(MODELS),$(BUILD)/verilated/$(m)/libV$(m).a)

$(BUILD)/obj/sim/%.o: sim/%.cpp $(MODEL_LIBS)
	@mkdir -p $(@D)
	@echo "  CXX   $<"
	$(Q)$(CXX) $(CPPFLAGS) $(CXX_FLAGS) $(VINC) $(addprefix -I,$(dir $(MODEL_LIBS))) $(DEPFLAGS) -c $< -o $@

# All models in one library, with one copy of the Verilator runtime.
$(LIBSIM): $(call objs,$(SIM_SRC)) $(MODEL_LIBS)
	@echo "  AR    $@"
	$(Q)rm -f $@; ( echo create $@; \
	  for m in $(MODELS); do echo addlib $(BUILD)/verilated/$$m/V$${m}__ALL.a; done; \
	  for o in $(BUILD)/verilated/$(firstword $(MODELS))/verilated*.o $(call objs,$(SIM_SRC)); do echo addmod $$o; done; \
	  echo save ) | ar -M

# --- registers: RTL and C header from one source ------------------------------------------------------

VENV := .venv
REGS_RDL := rtl/regs/dtl_regs.rdl
REGS_GEN := rtl/regs/dtl_regs_pkg.sv rtl/regs/dtl_regs.sv driver/link/dtl_regs.h
REGS_DIR := $(BUILD)/regs

.PHONY: regs regs-check regs-generate
regs-generate:
	@mkdir -p $(REGS_DIR)
	$(Q)$(VENV)/bin/peakrdl regblock $(REGS_RDL) -o $(REGS_DIR) --cpuif passthrough --default-reset arst_n
	$(Q)$(VENV)/bin/peakrdl c-header $(REGS_RDL) -o $(REGS_DIR)/dtl_regs.h --std gnu11
	$(Q)for f in $(notdir $(REGS_GEN)); do \
	  sed -i -e '1i // SPDX-License-Identifier: Apache-2.0\n// Generated from $(REGS_RDL) by `make regs`. Do not edit.\n//' -e 's/[ \t]*$$//' $(REGS_DIR)/$$f; done

regs: regs-generate ## rewrite what is generated from rtl/regs/dtl_regs.rdl
	$(Q)for f in $(REGS_GEN); do mkdir -p $$(dirname $$f); cp $(REGS_DIR)/$$(basename $$f) $$f; done

regs-check: regs-generate ## fail if the generated register files are not up to date
	@echo "  LINT  registers"
	$(Q)for f in $(REGS_GEN); do cmp -s $(REGS_DIR)/$$(basename $$f) $$f || { \
	  echo "lint: $$f does not match $(REGS_RDL); run make regs" >&2; exit 1; }; done

# --- the small device's program -------------------------------------------------------------------------

SMALL_ROM := rtl/small/small_rom.sv

.PHONY: small-rom small-rom-check
small-rom: ## rewrite rtl/small/small_rom.sv, which is made from rtl/small/program.txt
	$(Q)rtl/small/assemble.py rtl/small/program.txt > $(BUILD)/small_rom.sv && cp $(BUILD)/small_rom.sv $(SMALL_ROM)

small-rom-check: ## fail if it is not up to date
	$(Q)rtl/small/assemble.py rtl/small/program.txt | cmp -s - $(SMALL_ROM) || { \
	  echo "lint: $(SMALL_ROM) does not match rtl/small/program.txt; run make small-rom" >&2; exit 1; }
