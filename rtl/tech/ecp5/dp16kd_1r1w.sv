// SPDX-License-Identifier: Apache-2.0
//
// One ECP5 block RAM (Lattice TN1264): one write port, A, one read port, B, of WordW = 36, 18 or 9
// bits, with the output register on. Addresses count bits, so the word's address is in the upper
// bits and the lowest ones of port A enable bytes. Of 36 bits both halves are one word: A's pins are
// the lower.

module dp16kd_1r1w #(
  parameter int unsigned WordW = 36
) (
  input  logic             clk_i,

  input  logic             we_i,
  input  logic [13:0]      waddr_i,
  input  logic [WordW-1:0] wdata_i,

  input  logic [13:0]      raddr_i,
  output logic [WordW-1:0] rdata_o
);

  localparam bit Wide = WordW == 36;

  logic [35:0] in, out;
  logic [3:0]  bytes;

  assign in      = 36'(wdata_i);
  assign rdata_o = out[(Wide ? 0 : 18) +: WordW];
  assign bytes   = Wide ? {4{we_i}} : (WordW == 18) ? 4'b0011 : 4'b0000;

  DP16KD #(
    .DATA_WIDTH_A(WordW),
    .DATA_WIDTH_B(WordW),
    .REGMODE_A   ("OUTREG"),
    .REGMODE_B   ("OUTREG"),
    .RESETMODE   ("SYNC"),
    .GSR         ("DISABLED")
  ) u_ram (
    .CLKA(clk_i), .CEA(1'b1), .OCEA(1'b1), .WEA(Wide || we_i), .RSTA(1'b0),
    .CSA0(1'b0), .CSA1(1'b0), .CSA2(1'b0),
    .CLKB(clk_i), .CEB(1'b1), .OCEB(1'b1), .WEB(1'b0), .RSTB(1'b0),
    .CSB0(1'b0), .CSB1(1'b0), .CSB2(1'b0),
    .ADA0(waddr_i[0] | bytes[0]), .ADA1(waddr_i[1] | bytes[1]),
    .ADA2(waddr_i[2] | bytes[2]), .ADA3(waddr_i[3] | bytes[3]),
    .ADA4(waddr_i[4]), .ADA5(waddr_i[5]),
    .ADA6(waddr_i[6]), .ADA7(waddr_i[7]), .ADA8(waddr_i[8]),
    .ADA9(waddr_i[9]), .ADA10(waddr_i[10]), .ADA11(waddr_i[11]),
    .ADA12(waddr_i[12]), .ADA13(waddr_i[13]),
    .ADB0(raddr_i[0]), .ADB1(raddr_i[1]), .ADB2(raddr_i[2]),
    .ADB3(raddr_i[3]), .ADB4(raddr_i[4]), .ADB5(raddr_i[5]),
    .ADB6(raddr_i[6]), .ADB7(raddr_i[7]), .ADB8(raddr_i[8]),
    .ADB9(raddr_i[9]), .ADB10(raddr_i[10]), .ADB11(raddr_i[11]),
    .ADB12(raddr_i[12]), .ADB13(raddr_i[13]),
    .DIA0(in[0]), .DIA1(in[1]), .DIA2(in[2]), .DIA3(in[3]), .DIA4(in[4]), .DIA5(in[5]),
    .DIA6(in[6]), .DIA7(in[7]), .DIA8(in[8]), .DIA9(in[9]), .DIA10(in[10]), .DIA11(in[11]),
    .DIA12(in[12]), .DIA13(in[13]), .DIA14(in[14]), .DIA15(in[15]), .DIA16(in[16]), .DIA17(in[17]),
    .DIB0(in[18]), .DIB1(in[19]), .DIB2(in[20]), .DIB3(in[21]), .DIB4(in[22]), .DIB5(in[23]),
    .DIB6(in[24]), .DIB7(in[25]), .DIB8(in[26]), .DIB9(in[27]), .DIB10(in[28]), .DIB11(in[29]),
    .DIB12(in[30]), .DIB13(in[31]), .DIB14(in[32]), .DIB15(in[33]), .DIB16(in[34]), .DIB17(in[35]),
    .DOA0(out[0]), .DOA1(out[1]), .DOA2(out[2]), .DOA3(out[3]), .DOA4(out[4]), .DOA5(out[5]),
    .DOA6(out[6]), .DOA7(out[7]), .DOA8(out[8]), .DOA9(out[9]), .DOA10(out[10]), .DOA11(out[11]),
    .DOA12(out[12]), .DOA13(out[13]), .DOA14(out[14]),
    .DOA15(out[15]), .DOA16(out[16]), .DOA17(out[17]),
    .DOB0(out[18]), .DOB1(out[19]), .DOB2(out[20]), .DOB3(out[21]), .DOB4(out[22]), .DOB5(out[23]),
    .DOB6(out[24]), .DOB7(out[25]), .DOB8(out[26]),
    .DOB9(out[27]), .DOB10(out[28]), .DOB11(out[29]),
    .DOB12(out[30]), .DOB13(out[31]), .DOB14(out[32]),
    .DOB15(out[33]), .DOB16(out[34]), .DOB17(out[35])
  );

endmodule
