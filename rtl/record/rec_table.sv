// SPDX-License-Identifier: Apache-2.0
//
// Tables of the sessions in RAM: four words a slot for the front of the seal path, the end of the open
// path and control, and the receive contexts for the front of the open path.
//
// The fronts never wait. The end of the open path waits for seal, and control takes the cycles that
// nobody else uses at all: so no word is read while somebody else writes it.

module rec_table #(
  parameter int unsigned NumSessions = 128,
  localparam int unsigned SlotW = $clog2(NumSessions)
) (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  // Front of the seal path. Address {slot, 0}: tx_fixed_t, {slot, 1}: tx_state_t. A word that it
  // writes can be read in the second cycle after.
  input  logic                              seal_re_i,
  input  logic [SlotW:0]                    seal_raddr_i,
  output logic                              seal_rvalid_o,
  input  logic                              seal_we_i,
  input  logic [SlotW:0]                    seal_waddr_i,
  input  logic [rec_types_pkg::TxWordW-1:0] seal_wdata_i,

  // End of the open path. {slot, 0}: rx_window_t, {slot, 1}: rx_count_t. The same holds.
  input  logic                              open_re_i,
  output logic                              open_rready_o,
  input  logic [SlotW:0]                    open_raddr_i,
  output logic                              open_rvalid_o,
  input  logic                              open_we_i,
  output logic                              open_wready_o,
  input  logic [SlotW:0]                    open_waddr_i,
  input  logic [rec_types_pkg::RxWordW-1:0] open_wdata_i,

  // Control. A read request stays until its data is there. A write with ready goes to both tables; one
  // of a context that follows it in the next cycle is the same one.
  input  logic                              ctl_re_i,
  input  logic [SlotW+1:0]                  ctl_raddr_i,  // {slot, word}
  output logic                              ctl_rvalid_o,
  input  logic                              ctl_we_i,
  input  logic                              ctl_ctx_we_i,
  output logic                              ctl_wready_o,
  input  logic [SlotW+1:0]                  ctl_waddr_i,
  input  logic [rec_types_pkg::TxWordW-1:0] ctl_wdata_i,
  input  rec_types_pkg::ctx_t               ctl_ctx_wdata_i,

  output logic [rec_types_pkg::TxWordW-1:0] rdata_o,      // of whoever has rvalid

  // Front of the open path. At most every other cycle, and the address stays for the next one.
  input  logic                              ctx_re_i,
  input  logic [SlotW-1:0]                  ctx_raddr_i,
  output logic                              ctx_rvalid_o,
  output rec_types_pkg::ctx_t               ctx_rdata_o
);

  function automatic logic [SlotW+1:0] tx_word(logic [SlotW:0] addr);
    return {addr[SlotW:1], addr[0] ? rec_types_pkg::WordState : rec_types_pkg::WordFixed};
  endfunction

  function automatic logic [SlotW+1:0] rx_word(logic [SlotW:0] addr);
    return {addr[SlotW:1], addr[0] ? rec_types_pkg::WordCount : rec_types_pkg::WordWindow};
  endfunction

  // --- writes: what the record path writes is held for a cycle ---

  logic [SlotW+1:0]                  rec_waddr_q;
  logic [rec_types_pkg::TxWordW-1:0] rec_wdata_q;
  logic                              rec_we_q, ctl_writes;

  assign open_wready_o = !seal_we_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) rec_we_q <= 1'b0;
    else         rec_we_q <= seal_we_i || open_we_i;
  end

  always_ff @(posedge clk_i) begin
    rec_waddr_q <= seal_we_i ? tx_word(seal_waddr_i) : rx_word(open_waddr_i);
    rec_wdata_q <= seal_we_i ? seal_wdata_i : rec_types_pkg::TxWordW'(open_wdata_i);
  end

  // --- reads ---

  localparam int unsigned RamLatency = 2;

  logic [RamLatency-1:0] seal_arriving_q, open_arriving_q, ctl_arriving_q;
  logic [SlotW+1:0]      raddr;
  logic                  nobody, ctl_reads;

  assign open_rready_o = !seal_re_i;
  assign nobody        = !seal_re_i && !open_re_i && !ctx_re_i && !rec_we_q;
  assign ctl_reads     = ctl_re_i && nobody && ctl_arriving_q == '0;
  assign ctl_wready_o  = nobody;
  assign ctl_writes    = ctl_we_i && nobody;

  always_comb begin
    raddr = ctl_raddr_i;
    if (open_re_i) raddr = rx_word(open_raddr_i);
    if (seal_re_i) raddr = tx_word(seal_raddr_i);
  end

  assign seal_rvalid_o = seal_arriving_q[RamLatency-1];
  assign open_rvalid_o = open_arriving_q[RamLatency-1];
  assign ctl_rvalid_o  = ctl_arriving_q[RamLatency-1];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      seal_arriving_q <= '0;
      open_arriving_q <= '0;
      ctl_arriving_q  <= '0;
    end else begin
      seal_arriving_q <= {seal_arriving_q[RamLatency-2:0], seal_re_i};
      open_arriving_q <= {open_arriving_q[RamLatency-2:0], open_re_i && open_rready_o};
      ctl_arriving_q  <= {ctl_arriving_q[RamLatency-2:0], ctl_reads};
    end
  end

  ram_1r1w #(
    .Width(rec_types_pkg::TxWordW),
    .Depth(4 * NumSessions)
  ) u_words (
    .clk_i  (clk_i),
    .we_i   (rec_we_q || ctl_writes),
    .waddr_i(rec_we_q ? rec_waddr_q : ctl_waddr_i),
    .wdata_i(rec_we_q ? rec_wdata_q : ctl_wdata_i),
    .raddr_i(raddr),
    .rdata_o(rdata_o)
  );

  // --- contexts: in two words, so that one block RAM has them. The second follows in the next cycle, in
  // reads as in writes, so that no read ever sees half of a write ---

  localparam int unsigned HalfW = ($bits(rec_types_pkg::ctx_t) + 1) / 2;

  typedef logic [HalfW-1:0] half_t;

  logic                ctx_writes, ctx_rest_q;
  logic [RamLatency:0] ctx_arriving_q;
  logic [SlotW-1:0]    ctx_waddr_q;
  half_t               ctx_first, ctx_second, ctx_second_q, ctx_rdata, ctx_rdata_q;

  assign ctx_writes              = ctl_ctx_we_i && nobody;
  assign {ctx_second, ctx_first} = (2 * HalfW)'(ctl_ctx_wdata_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ctx_rest_q     <= 1'b0;
      ctx_arriving_q <= '0;
    end else begin
      ctx_rest_q     <= ctx_writes && !ctx_rest_q;
      ctx_arriving_q <= {ctx_arriving_q[RamLatency-1:0], ctx_re_i};
    end
  end

  always_ff @(posedge clk_i) begin
    ctx_waddr_q  <= ctl_waddr_i[SlotW+1:2];
    ctx_second_q <= ctx_second;
    ctx_rdata_q  <= ctx_rdata;
  end

  ram_1r1w #(
    .Width(HalfW),
    .Depth(2 * NumSessions)
  ) u_contexts (
    .clk_i  (clk_i),
    .we_i   (ctx_writes || ctx_rest_q),
    .waddr_i(ctx_rest_q ? {ctx_waddr_q, 1'b1} : {ctl_waddr_i[SlotW+1:2], 1'b0}),
    .wdata_i(ctx_rest_q ? ctx_second_q : ctx_first),
    .raddr_i({ctx_raddr_i, ctx_arriving_q[0]}),
    .rdata_o(ctx_rdata)
  );

  assign ctx_rvalid_o = ctx_arriving_q[RamLatency];
  assign ctx_rdata_o  = rec_types_pkg::ctx_t'({ctx_rdata, ctx_rdata_q});

endmodule
