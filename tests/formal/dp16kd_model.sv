// SPDX-License-Identifier: Apache-2.0
//
// What the ECP5 block RAM does, as far as rtl/tech/ecp5 uses it; pins and byte enables are as yosys'
// mapping to it has them (techlibs/lattice/brams_map_16kd.v). Port A writes, port B reads, both of 9, 18
// or 36 bits, one clock. Addresses count bits of data, without parity. Ports of 18 and 36 bits have
// enables of their bytes of 9 bits in the lowest address bits; one of 36 bits takes the data pins of both
// ports, A's for the lower half. With OUTREG an output has two registers. To read what is being written
// gives anything.

module DP16KD #(
  parameter              DATA_WIDTH_A = 18,
  parameter              DATA_WIDTH_B = 18,
  parameter              REGMODE_A    = "NOREG",
  parameter              REGMODE_B    = "NOREG",
  parameter              RESETMODE    = "SYNC",
  parameter              GSR          = "ENABLED"
) (
  input  logic CLKA, CEA, OCEA, WEA, RSTA, CSA0, CSA1, CSA2, CLKB, CEB, OCEB, WEB, RSTB, CSB0, CSB1,
               CSB2,
               ADA0, ADA1, ADA2, ADA3, ADA4, ADA5, ADA6, ADA7, ADA8, ADA9, ADA10, ADA11, ADA12,
               ADA13,
               ADB0, ADB1, ADB2, ADB3, ADB4, ADB5, ADB6, ADB7, ADB8, ADB9, ADB10, ADB11, ADB12,
               ADB13,
               DIA0, DIA1, DIA2, DIA3, DIA4, DIA5, DIA6, DIA7, DIA8, DIA9, DIA10, DIA11, DIA12,
               DIA13, DIA14, DIA15, DIA16, DIA17,
               DIB0, DIB1, DIB2, DIB3, DIB4, DIB5, DIB6, DIB7, DIB8, DIB9, DIB10, DIB11, DIB12,
               DIB13, DIB14, DIB15, DIB16, DIB17,
  output logic DOA0, DOA1, DOA2, DOA3, DOA4, DOA5, DOA6, DOA7, DOA8, DOA9, DOA10, DOA11, DOA12,
               DOA13, DOA14, DOA15, DOA16, DOA17,
               DOB0, DOB1, DOB2, DOB3, DOB4, DOB5, DOB6, DOB7, DOB8, DOB9, DOB10, DOB11, DOB12,
               DOB13, DOB14, DOB15, DOB16, DOB17
);

  logic [13:0] ada, adb;
  logic [17:0] dia, dib, doa, dob;
  assign ada = {ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0};
  assign adb = {ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0};
  assign dia = {DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5,
                DIA4, DIA3, DIA2, DIA1, DIA0};
  assign dib = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5,
                DIB4, DIB3, DIB2, DIB1, DIB0};
  assign {DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4,
          DOA3, DOA2, DOA1, DOA0} = doa;
  assign {DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4,
          DOB3, DOB2, DOB1, DOB0} = dob;

  logic [35:0] mem_q [512];
  logic [35:0] bits, anything, read, read_q, out_q;
  logic [3:0]  bytes;

  // The bytes of port A's row of 36 bits that are written, and what they get.
  always_comb begin
    unique case (DATA_WIDTH_A)
      9:       {bytes, bits} = {4'b0001 << ada[4:3], {4{dia[8:0]}}};
      18:      {bytes, bits} = {ada[4] ? {ada[1:0], 2'b00} : {2'b00, ada[1:0]}, {2{dia}}};
      default: {bytes, bits} = {ada[3:0], dib, dia};
    endcase
    if (!(WEA && CEA && {CSA2, CSA1, CSA0} == '0)) bytes = '0;
  end

  always_ff @(posedge CLKA) begin
    for (int unsigned b = 0; b < 4; b++) if (bytes[b]) mem_q[ada[13:5]][9*b +: 9] <= bits[9*b +: 9];
  end

  // Port B's row, and of it what is at the address.
  logic [35:0] row;
  always_comb begin
    row = mem_q[adb[13:5]];
    for (int unsigned b = 0; b < 4; b++) begin
      if (bytes[b] && ada[13:5] == adb[13:5]) row[9*b +: 9] = anything[9*b +: 9];
    end
    unique case (DATA_WIDTH_B)
      9:       read = {9'd0, row[9*adb[4:3] +: 9], 18'd0};
      18:      read = {row[18*adb[4] +: 18], 18'd0};
      default: read = row;
    endcase
  end

  always_ff @(posedge CLKB) begin
    if (CEB && {CSB2, CSB1, CSB0} == '0) read_q <= read;
    if (OCEB) out_q <= read_q;
  end

  assign {dob, doa} = (REGMODE_B == "OUTREG") ? out_q : read_q;

endmodule
