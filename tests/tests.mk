# SPDX-License-Identifier: Apache-2.0
#
# Unit tests: tests/unit/*.cc, one program, over C shims in tests/shim.
# RTL tests: tests/rtl/X_test.cc, one program each over the Verilated module X, or over X_tb if
# tests/rtl/X_tb.sv exists.
# Benchmarks: tests/bench/X.cc (or .c), one program each.

UNIT_SRC := $(wildcard tests/unit/*.cc)
RTL_TESTS := $(patsubst tests/rtl/%_test.cc,%,$(wildcard tests/rtl/*_test.cc))
GTEST_LIBS := -lgtest -lpthread

$(BUILD)/obj/tests/unit/%.o: tests/unit/%.cc
	@mkdir -p $(@D)
	@echo "  CXX   $<"
	$(Q)$(CXX) $(CPPFLAGS) $(CXX_FLAGS) $(DEPFLAGS) -c $< -o $@

$(BUILD)/tests/unit: $(call objs,$(UNIT_SRC) $(SHIM_SRC)) $(LIBHOST) $(LIBDRIVER) $(LIBSIM)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CXX) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(GTEST_LIBS) -lcrypto $(LIBS)

rtl_top = $(if $(wildcard tests/rtl/$(1)_tb.sv),$(1)_tb,$(1))

define rtl_test
ifneq ($(1),dtl_core)
$(call verilate,$(call rtl_top,$(1)),$(RTL_SRC) $(wildcard tests/rtl/$(1)_tb.sv),)
endif
$(BUILD)/tests/rtl/$(1): tests/rtl/$(1)_test.cc $(BUILD)/verilated/$(call rtl_top,$(1))/libV$(call rtl_top,$(1)).a $(call objs,$(SHIM_SRC)) $(LIBDRIVER)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	$(Q)$(CXX) $(CPPFLAGS) $(CXX_FLAGS) $(VINC) -I$(BUILD)/verilated/$(call rtl_top,$(1)) -o $$@ $$(filter-out %.h,$$^) $(GTEST_LIBS) -lcrypto $(MBEDTLS_LIBS)
endef
$(foreach t,$(RTL_TESTS),$(eval $(call rtl_test,$(t))))

RTL_TEST_BINS := $(addprefix $(BUILD)/tests/rtl/,$(RTL_TESTS))
