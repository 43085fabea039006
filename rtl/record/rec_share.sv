// SPDX-License-Identifier: Apache-2.0
//
// The way of several slices to rec_table, and the order in which they begin and number records: that of
// the requests. Index 0 is seal, 1 is open.
//
// A slice begins a record when it has the turn to begin, so whatever has begun is older than whatever has
// not. It reads the state of a session, with the next number, when it has the turn to number, which goes on
// when that is written: a word can be read in the second cycle after, so nobody has the turn in the first.
//
// Nothing waits for ever. Who has a turn and is not there yet waits only for records that are older, or for
// a free lane, room or beats in its own slice, which those give back that are older; and lanes are given
// back by rec_collect, which waits for nothing but verdicts, on older records first.

module rec_share #(
  parameter int unsigned NumLanes    = 8,
  parameter int unsigned NumSlices   = 2,
  parameter int unsigned NumSessions = 128,
  localparam int unsigned SlotW = $clog2(NumSessions)
) (
  input  logic                                         clk_i,
  input  logic                                         rst_ni,

  output logic [1:0][NumSlices-1:0]                    may_begin_o,
  input  logic [1:0][NumSlices-1:0]                    begin_i,

  // rec_seal. It reads a session's fixed word and, with the turn, its state.
  input  logic [NumSlices-1:0]                         tx_re_i,
  output logic [NumSlices-1:0]                         tx_rready_o,
  input  logic [NumSlices-1:0]               [SlotW:0] tx_raddr_i,
  output logic [NumSlices-1:0]                         tx_rvalid_o,
  input  logic [NumSlices-1:0]                         numbered_i,
  input  logic [NumSlices-1:0]                         tx_we_i,
  input  logic [NumSlices-1:0]               [SlotW:0] tx_waddr_i,
  input  logic [NumSlices-1:0][rec_types_pkg::TxWordW-1:0] tx_wdata_i,

  // rec_open.
  input  logic [NumSlices-1:0]                         ctx_re_i,
  input  logic [NumSlices-1:0]             [SlotW-1:0] ctx_raddr_i,
  output logic [NumSlices-1:0]                         ctx_rvalid_o,

  // rec_table.
  output logic                                         tx_re_o,
  output logic                               [SlotW:0] tx_raddr_o,
  input  logic                                         tx_rvalid_i,
  output logic                                         tx_we_o,
  output logic                               [SlotW:0] tx_waddr_o,
  output logic            [rec_types_pkg::TxWordW-1:0] tx_wdata_o,
  output logic                                         ctx_re_o,
  output logic                             [SlotW-1:0] ctx_raddr_o,
  input  logic                                         ctx_rvalid_i
);

  // --- begins: at most every other cycle, which is what the contexts allow ---

  for (genvar d = 0; d < 2; d++) begin : gen_begin
    rec_turn #(
      .NumLanes (NumLanes),
      .NumSlices(NumSlices),
      .Pause    (1'b1)
    ) u_turn (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .next_i(begin_i[d] != '0),
      .turn_o(may_begin_o[d])
    );
  end

  // --- numbers ---

  logic [NumSlices-1:0] number_turn, asks_state, asks_fixed, tx_reads, tx_read_q, tx_comes_q;

  rec_turn #(
    .NumLanes (NumLanes),
    .NumSlices(NumSlices),
    .Pause    (1'b1)
  ) u_number_turn (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .next_i(numbered_i != '0),
    .turn_o(number_turn)
  );

  // A slice asks for a fixed word in the cycle after it began, and waits for one cycle at most, since states
  // are read far less often: so no two ask for one at once.
  always_comb begin
    for (int unsigned s = 0; s < NumSlices; s++) begin
      asks_state[s] = tx_re_i[s] && tx_raddr_i[s][0] && number_turn[s];
      asks_fixed[s] = tx_re_i[s] && !tx_raddr_i[s][0];
    end
  end

  assign tx_reads    = (asks_state != '0) ? asks_state : asks_fixed;
  assign tx_rready_o = tx_reads;
  assign tx_rvalid_o = tx_rvalid_i ? tx_comes_q : '0;
  assign tx_re_o     = tx_reads != '0;
  assign tx_we_o     = tx_we_i != '0;

  always_comb begin
    tx_raddr_o = '0;
    tx_waddr_o = '0;
    tx_wdata_o = '0;
    for (int unsigned s = 0; s < NumSlices; s++) begin
      if (tx_reads[s]) tx_raddr_o |= tx_raddr_i[s];
      if (tx_we_i[s]) begin
        tx_waddr_o |= tx_waddr_i[s];
        tx_wdata_o |= tx_wdata_i[s];
      end
    end
  end

  // --- contexts: a slice reads one in the cycle after it began, and keeps the address ---

  logic [NumSlices-1:0] ctx_read_q, ctx_coming_q, ctx_comes_q;

  assign ctx_re_o     = ctx_re_i != '0;
  assign ctx_rvalid_o = ctx_rvalid_i ? ctx_comes_q : '0;

  always_comb begin
    ctx_raddr_o = '0;
    for (int unsigned s = 0; s < NumSlices; s++) if (ctx_re_i[s] || ctx_read_q[s]) ctx_raddr_o |= ctx_raddr_i[s];
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      {tx_read_q, tx_comes_q}                 <= '0;
      {ctx_read_q, ctx_coming_q, ctx_comes_q} <= '0;
    end else begin
      {tx_read_q, tx_comes_q}                 <= {tx_reads, tx_read_q};
      {ctx_read_q, ctx_coming_q, ctx_comes_q} <= {ctx_re_i, ctx_read_q, ctx_coming_q};
    end
  end

endmodule
