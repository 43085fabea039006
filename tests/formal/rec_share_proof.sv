// SPDX-License-Identifier: Apache-2.0
//
// rec_share with two slices, one of two lanes and one of one: each begins a record when it may and the solver
// wants it to, reads the session's fixed word in the next cycle, then its state, and is done with that after
// any time, as rec_seal does. Contexts are read in the cycle after a begin.
//
// S1 At most one slice is between reading a state and being done with it, and it has the oldest record of those
//    that have begun and have no number.
// S2 No state is read in the cycle after one was written.
// S3 No two slices read a word at once, and none waits for ever: a fixed word comes at once or a cycle later.
// S4 Contexts are read by one slice at a time, at most every other cycle, and the address stays.

module rec_share_proof (
  input logic            clk_i,
  input logic [1:0]      begin_seal_i,
  input logic [1:0]      begin_open_i,
  input logic [1:0]      done_i,
  input logic [1:0][1:0] raddr_i,
  input logic [1:0]      ctx_raddr_i
);

  localparam int unsigned Lanes = 3;

  typedef enum logic [1:0] {StIdle, StFixed, StState, StNumber} state_e;

  logic            rst_n;
  state_e [1:0]    state_q;
  logic [1:0][1:0] may_begin, begins, raddr;
  logic [1:0]      re, rready, rvalid, numbers, ctx_re_q, ctx_raddr_q, ctx_rvalid;
  logic            tx_re, tx_we, ctx_re, ctx_raddr;
  logic [1:0]      tx_raddr, tx_waddr;
  logic [rec_types_pkg::TxWordW-1:0] tx_wdata;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_share #(
    .NumLanes   (Lanes),
    .NumSlices  (2),
    .NumSessions(2)
  ) dut (
    .clk_i       (clk_i),
    .rst_ni      (rst_n),
    .may_begin_o (may_begin),
    .begin_i     (begins),
    .tx_re_i     (re),
    .tx_rready_o (rready),
    .tx_raddr_i  (raddr),
    .tx_rvalid_o (rvalid),
    .numbered_i  (numbers),
    .tx_we_i     (numbers),
    .tx_waddr_i  (raddr),
    .tx_wdata_i  ('0),
    .ctx_re_i    (ctx_re_q),
    .ctx_raddr_i (ctx_raddr_q),
    .ctx_rvalid_o(ctx_rvalid),
    .tx_re_o     (tx_re),
    .tx_raddr_o  (tx_raddr),
    .tx_rvalid_i (1'b0),
    .tx_we_o     (tx_we),
    .tx_waddr_o  (tx_waddr),
    .tx_wdata_o  (tx_wdata),
    .ctx_re_o    (ctx_re),
    .ctx_raddr_o (ctx_raddr),
    .ctx_rvalid_i(1'b0)
  );

  logic [1:0] waited_q;     // for a fixed word
  logic       younger_q;    // of two records: whose
  logic       wrote_q, ctx_read_q, ctx_raddr_1_q;

  for (genvar s = 0; s < 2; s++) begin : gen_slice
    assign begins[0][s] = begin_seal_i[s] && may_begin[0][s] && state_q[s] == StIdle;
    assign begins[1][s] = begin_open_i[s] && may_begin[1][s];
    assign re[s]        = state_q[s] == StFixed || state_q[s] == StState;
    assign raddr[s]     = {raddr_i[s][1], state_q[s] == StState};
    assign numbers[s]   = done_i[s] && state_q[s] == StNumber;

    always_ff @(posedge clk_i or negedge rst_n) begin
      if (!rst_n) begin
        state_q[s]  <= StIdle;
        waited_q[s] <= 1'b0;
        ctx_re_q[s] <= 1'b0;
      end else begin
        unique case (state_q[s])
          StIdle:  if (begins[0][s]) state_q[s] <= StFixed;
          StFixed: if (rready[s]) state_q[s] <= StState;
          StState: if (rready[s]) state_q[s] <= StNumber;
          default: if (numbers[s]) state_q[s] <= StIdle;
        endcase
        waited_q[s] <= state_q[s] == StFixed && !rready[s];
        ctx_re_q[s] <= begins[1][s];
      end
    end
    always_ff @(posedge clk_i) if (begins[1][s]) ctx_raddr_q[s] <= ctx_raddr_i[s];
  end

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      wrote_q    <= 1'b0;
      ctx_read_q <= 1'b0;
    end else begin
      wrote_q    <= tx_we;
      ctx_read_q <= ctx_re;
    end
  end
  always_ff @(posedge clk_i) begin
    if (begins[0] != '0) younger_q <= begins[0][1];
    ctx_raddr_1_q <= ctx_raddr;
  end

  logic [1:0] active, numbering, fixed;
  for (genvar s = 0; s < 2; s++) begin : gen_names
    assign active[s]    = state_q[s] != StIdle;
    assign numbering[s] = state_q[s] == StNumber;
    assign fixed[s]     = state_q[s] == StFixed;
  end

  always_comb if (rst_n) begin
    S1: assert (numbering != '1 && (active != '1 || !numbering[younger_q]));
    S2: assert (!(wrote_q && tx_re && tx_raddr[0]));
    S3: assert (fixed != '1 && (re & rready) != '1 && ((fixed & waited_q & ~rready) == '0));
    S4: assert (ctx_re_q != '1 && !(ctx_re && ctx_read_q) && (!ctx_read_q || ctx_raddr == ctx_raddr_1_q));
  end

  // For the induction: the slices with records are those of the turns between the two, oldest first.
  logic [1:0] begin_lane, number_lane, count;
  assign begin_lane  = dut.gen_begin[0].u_turn.lane_q;
  assign number_lane = dut.u_number_turn.lane_q;
  assign count       = (begin_lane >= number_lane) ? begin_lane - number_lane : begin_lane + 2'd3 - number_lane;

  always_comb if (rst_n) begin
    I1: assert (begin_lane < 2'd3 && number_lane < 2'd3 && dut.gen_begin[1].u_turn.lane_q < 2'd3);
    I2: assert (dut.gen_begin[0].u_turn.slice_q == (begin_lane[0] ? 2'b10 : 2'b01));
    I3: assert (dut.u_number_turn.slice_q == (number_lane[0] ? 2'b10 : 2'b01));
    I4: assert (dut.gen_begin[1].u_turn.slice_q == (dut.gen_begin[1].u_turn.lane_q[0] ? 2'b10 : 2'b01));
    I5: assert (count == 2'(active[0]) + 2'(active[1]));
    I6: assert (count == '0 || active[number_lane[0]]);
    I7: assert (count != 2'd2 || (younger_q != number_lane[0] && number_lane != 2'd2));
    I8: assert ((fixed & ~waited_q) == '0 || dut.gen_begin[0].u_turn.paused_q);
    I9: assert (dut.u_number_turn.paused_q == wrote_q);
    IA: assert (numbering == '0 || (numbering & dut.u_number_turn.slice_q) == numbering);
    IB: assert ((ctx_re_q != '0) == dut.gen_begin[1].u_turn.paused_q);
    IC: assert (dut.ctx_read_q == '0 || dut.ctx_read_q == 2'b01 || dut.ctx_read_q == 2'b10);
    ID: assert ((dut.ctx_read_q != '0) == ctx_read_q);
    IE: assert ((fixed & waited_q) == '0 || numbering != '0);
  end

endmodule
