// SPDX-License-Identifier: Apache-2.0
//
// rec_join with two slices, one of two lanes and one of one. Each has its records answered when the solver wants
// it to, each answer with 0 to 3 beats of data behind it, as rec_out does. An answer says which of all records of
// the direction it is, a beat whose it is and how many are left.
//
// B1 The answers are those of all records, once each and in order.
// B2 An answer leaves its slice when it leaves rec_join, and so does a beat.
// B3 Data leaves in the order of the answers, all of one record before any of the next, each beat once and as it
//    is, and only of records that were answered.
// B4 An answer whose turn it is waits for no other record's data, and data for no answer.

module rec_join_proof (
  input logic            clk_i,
  input logic [1:0]      offers_i,
  input logic [1:0][1:0] beats_i,
  input logic [1:0]      comes_i,
  input logic            rsp_ready_i,
  input logic            m_axis_tready
);

  localparam int unsigned IndexW = 8;

  logic                    rst_n;
  logic [1:0]              valid, ready, in_valid, in_ready, in_last;
  rec_pkg::rec_rsp_t [1:0] rsp;
  rec_pkg::rec_rsp_t       out_rsp;
  logic [1:0][127:0]       in;
  logic                    out_valid, beat_valid, out_last;
  logic [127:0]            beat;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_join #(
    .NumLanes (3),
    .NumSlices(2)
  ) dut (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .rsp_valid_i  (valid),
    .rsp_ready_o  (ready),
    .rsp_i        (rsp),
    .s_axis_tvalid(in_valid),
    .s_axis_tready(in_ready),
    .s_axis_tdata (in),
    .s_axis_tlast (in_last),
    .rsp_valid_o  (out_valid),
    .rsp_ready_i  (rsp_ready_i),
    .rsp_o        (out_rsp),
    .m_axis_tvalid(beat_valid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tdata (beat),
    .m_axis_tlast (out_last)
  );

  // --- slices: of every three records the first and the last are in slice 0 ---

  logic [1:0][IndexW-1:0] next_q, current_q;  // the record that is answered next, whose data leaves
  logic [1:0][1:0]        left_q;             // beats of it
  logic                   far_q;              // the record after slice 0's next one is in slice 1

  for (genvar s = 0; s < 2; s++) begin : gen_slice
    logic [1:0] beats;
    assign beats       = beats_i[s];
    assign valid[s]    = offers_i[s] && left_q[s] == '0;
    assign in_valid[s] = comes_i[s] && left_q[s] != '0;
    assign in_last[s]  = left_q[s] == 2'd1;
    assign in[s]       = 128'({current_q[s], left_q[s]});
    always_comb begin
      rsp[s]     = '0;
      rsp[s].tag = 16'(next_q[s]);
      rsp[s].len = 16'(beats);
    end

    always_ff @(posedge clk_i or negedge rst_n) begin
      if (!rst_n) begin
        next_q[s] <= IndexW'(s);
        left_q[s] <= '0;
      end else if (valid[s] && ready[s]) begin
        next_q[s] <= next_q[s] + ((s == 1) ? IndexW'(3) : far_q ? IndexW'(2) : IndexW'(1));
        left_q[s] <= beats;
      end else if (in_valid[s] && in_ready[s]) begin
        left_q[s] <= left_q[s] - 1'b1;
      end
    end
    always_ff @(posedge clk_i) if (valid[s] && ready[s]) current_q[s] <= next_q[s];
  end

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n)                    far_q <= 1'b1;
    else if (valid[0] && ready[0]) far_q <= !far_q;
  end

  // --- what left ---

  logic [IndexW-1:0] answered_q;
  logic [1:0]        has_data;
  logic              oldest_q, oldest;  // of two records with data: whose

  assign has_data = {left_q[1] != '0, left_q[0] != '0};
  assign oldest   = (has_data == '1) ? oldest_q : has_data[1];

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n)                         answered_q <= '0;
    else if (out_valid && rsp_ready_i)  answered_q <= answered_q + 1'b1;
  end
  always_ff @(posedge clk_i) begin
    for (int unsigned s = 0; s < 2; s++) if (valid[s] && ready[s]) oldest_q <= has_data[1-s] ? 1'(1 - s) : 1'(s);
  end

  logic [1:0] answers, gives, turn;
  assign answers = valid & ready;
  assign gives   = in_valid & in_ready;
  assign turn    = {next_q[1] == answered_q, next_q[0] == answered_q};

  always_comb if (rst_n) begin
    B1: assert (!out_valid || out_rsp.tag == 16'(answered_q));
    B2: assert ((answers != '0) == (out_valid && rsp_ready_i) && answers != '1 &&
                (gives != '0) == (beat_valid && m_axis_tready) && gives != '1);
    B3: assert (!beat_valid || (has_data != '0 && beat == 128'({current_q[oldest], left_q[oldest]}) &&
                                out_last == (left_q[oldest] == 2'd1)));
    B4: assert (out_valid == ((turn & valid) != '0) && beat_valid == (has_data != '0 && in_valid[oldest]));
  end

  // For the induction.
  logic [1:0] lane;
  logic [2:0] waiting;
  logic [1:0] rd;
  assign lane    = dut.u_turn.lane_q;
  assign waiting = dut.u_from.wr_q - dut.u_from.rd_q;
  assign rd      = dut.u_from.rd_q[1:0];

  always_comb if (rst_n) begin
    I1: assert (lane < 2'd3 && dut.u_turn.slice_q == (lane[0] ? 2'b10 : 2'b01));
    I2: assert (next_q[0] == answered_q + IndexW'(lane[0]));
    I3: assert (next_q[1] == answered_q + ((lane == 2'd0) ? IndexW'(1) : (lane == 2'd1) ? IndexW'(0) : IndexW'(2)));
    I4: assert (far_q == (lane == 2'd0));
    I5: assert (waiting == 3'(has_data[0]) + 3'(has_data[1]));
    I6: assert (waiting == '0 || dut.u_from.mem_q[rd] == (oldest ? 2'b10 : 2'b01));
    I7: assert (waiting != 3'd2 || dut.u_from.mem_q[2'(rd + 1'b1)] == (oldest ? 2'b01 : 2'b10));
  end

endmodule
