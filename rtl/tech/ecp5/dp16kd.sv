// SPDX-License-Identifier: Apache-2.0
//
// The ECP5 block RAM as Lattice names it, for the synthesiser to know its pins. Nothing is inside.

(* blackbox *)
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
endmodule
