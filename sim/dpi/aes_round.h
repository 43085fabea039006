/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What sim/dpi/aes_round.sv has computed in C: a round of FIPS 197 without its AddRoundKey. Blocks
 * are four words, byte i of a block in bits [8i+7:8i], as in rtl/aes/aes_pkg.sv.
 */
#ifndef DTL_SIM_DPI_AES_ROUND_H
#define DTL_SIM_DPI_AES_ROUND_H

#include <stdint.h>

/* SubBytes and ShiftRows of `a`, and the same with MixColumns. By the processor's AES instructions
 * if it has them. */
void dtl_aes_round(const uint32_t a[4], uint32_t shifted[4], uint32_t mixed[4]);

/* What it falls back to: a table, whose look-ups show in the time that they take. */
void dtl_aes_round_by_table(const uint32_t a[4], uint32_t shifted[4], uint32_t mixed[4]);

#endif
