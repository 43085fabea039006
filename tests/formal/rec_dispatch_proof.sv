// SPDX-License-Identifier: Apache-2.0
//
// rec_dispatch as a stage of the stream: any records of both fronts, which give their beats when they like, and
// a lane and a key expander that take what they like when they like. W1 to W4 of the fronts are assumptions
// (front_rules).
//
// G1 To the lane go, for each record, 3 blocks and then as many beats as its text has and, of an open, the
//    received tag: all of them before the next record.
// G2 A beat that a front gives is the next that goes to the lane: none is lost, doubled, invented or
//    overtaken.
// G3 It goes there as it was, but for zeros behind the text's end.
// G4 A front gives beats of its own record only.
// W5 as in front_rules.

module rec_dispatch_proof (
  input logic                         clk_i,
  input logic                   [1:0] job_valid_i,
  input rec_types_pkg::record_t [1:0] job_i,
  input rec_wire_pkg::nonce_t   [1:0] nonce_i,
  input logic                   [1:0] beat_valid_i,
  input logic            [1:0][127:0] beat_i,
  input logic                   [1:0] text_last_i,
  input logic                         lane_req_ready_i,
  input logic                         lane_beat_ready_i,
  input logic                         key_ready_i
);

  logic               rst_n, lane_req_valid, lane_beat_valid, asks, goes, is_open;
  logic [1:0]         job_ready, due, beat_ready, gives;
  logic [127:0]       lane_beat;
  ccm_pkg::lane_req_t lane_req;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_dispatch dut (
    .clk_i            (clk_i),
    .rst_ni           (rst_n),
    .job_valid_i      (job_valid_i),
    .job_ready_o      (job_ready),
    .job_i            (job_i),
    .nonce_i          (nonce_i),
    .due_o            (due),
    .beat_valid_i     (beat_valid_i),
    .beat_ready_o     (beat_ready),
    .beat_i           (beat_i),
    .text_last_i      (text_last_i),
    .lane_req_valid_o (lane_req_valid),
    .lane_req_ready_i (lane_req_ready_i),
    .lane_req_o       (lane_req),
    .lane_beat_valid_o(lane_beat_valid),
    .lane_beat_ready_i(lane_beat_ready_i),
    .lane_beat_o      (lane_beat),
    .key_ready_i      (key_ready_i),
    .key_start_o      (),
    .open_o           (is_open)
  );

  typedef logic [7:0] count_t;
  function automatic count_t text_beats(logic [10:0] len);
    return count_t'((12'(len) + 12'd15) >> 4);
  endfunction

  assign asks  = lane_req_valid && lane_req_ready_i;
  assign goes  = lane_beat_valid && lane_beat_ready_i;
  assign gives = beat_valid_i & beat_ready;

  count_t [1:0] texts_q;  // as front_rules has them
  logic   [1:0] tag_q, busy_q, due_q, last_q;

  for (genvar d = 0; d < 2; d++) begin : gen_front
    front_rules #(
      .Open(d == 1)
    ) u_rules (
      .clk_i       (clk_i),
      .rst_ni      (rst_n),
      .job_valid_i (job_valid_i[d]),
      .job_ready_i (job_ready[d]),
      .job_i       (job_i[d]),
      .due_i       (due[d]),
      .beat_valid_i(beat_valid_i[d]),
      .beat_ready_i(beat_ready[d]),
      .beat_i      (beat_i[d]),
      .text_last_i (text_last_i[d]),
      .texts_o     (texts_q[d]),
      .tag_o       (tag_q[d]),
      .busy_o      (busy_q[d]),
      .due_o       (due_q[d]),
      .last_o      (last_q[d])
    );
    always_comb IP: assert (!(rst_n && dut.f_request && is_open == 1'(d)) || u_rules.waits_q);
  end

  // --- the lane ---

  count_t       owed_q;  // beats
  logic [1:0]   index_q; // of the next one, 3 for more
  logic [1:0]   given_q; // beats of fronts that have not gone on
  logic [127:0] value_q; // of the last one
  logic         whole;

  assign whole = texts_q[is_open] != count_t'(1) || job_i[is_open].len[3:0] == '0;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      owed_q  <= '0;
      index_q <= '0;
      given_q <= '0;
    end else begin
      owed_q  <= asks ? count_t'(3) + text_beats(lane_req.len) + count_t'(lane_req.has_trailer)
                      : owed_q - count_t'(goes);
      given_q <= given_q + 2'(gives != '0) - 2'(goes && index_q == 2'd3);
      if (asks) index_q <= '0;
      else if (goes && index_q != 2'd3) index_q <= index_q + 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (gives != '0) begin
      value_q <= beat_i[is_open] &
                 ccm_lane_pkg::mask_bytes(whole ? '1 : ccm_lane_pkg::keep_bytes(job_i[is_open].len[3:0]));
    end
  end

  always_comb if (rst_n) begin
    G1: assert (!(asks && owed_q != '0) && !(goes && owed_q == '0));
    G2: assert (!goes || given_q == 2'(index_q == 2'd3));
    G3: assert (!(goes && given_q != '0) || lane_beat == value_q);
    G4: assert ((gives & {!is_open, is_open}) == '0);
  end

  // For the induction.
  count_t to_come;  // beats that have not come into the dispatcher
  logic   in_text, in_trailer;

  assign in_text    = dut.f_text;
  assign in_trailer = due != '0 && !in_text;
  assign to_come    = texts_q[is_open] + count_t'(tag_q[is_open]) +
                      (dut.f_a0 ? count_t'(3) : dut.f_b0 ? count_t'(2) : count_t'(dut.f_aad));

  always_comb if (rst_n) begin
    I1: assert (owed_q == to_come + count_t'(lane_beat_valid));
    I2: assert (given_q == 2'(lane_beat_valid && index_q == 2'd3));
    I3: assert (!(dut.f_a0 && (lane_beat_valid || index_q != 2'd0)));
    I4: assert (!dut.f_b0 || index_q == 2'(!lane_beat_valid));
    I5: assert (!dut.f_aad || index_q == (lane_beat_valid ? 2'd1 : 2'd2));
    I6: assert (!due[is_open] || index_q == 2'd3 || (index_q == 2'd2 && lane_beat_valid));
    I7: assert (texts_q[!is_open] == '0 && !tag_q[!is_open]);
    I8: assert (dut.f_blocks || in_text || texts_q[is_open] == '0);
    I9: assert (dut.f_blocks || in_text || tag_q[is_open] == in_trailer);
    IA: assert (!(dut.f_blocks || in_text) || tag_q[is_open] == is_open);
    IB: assert (!(dut.f_blocks || (in_text && !due_q[is_open])) || texts_q[is_open] == text_beats(job_i[is_open].len));
    IM: assert (busy_q == (due | (dut.f_blocks ? {is_open, !is_open} : 2'b00)));
    IN: assert (!(in_text && due_q[is_open]) || job_i[is_open].len != '0);
    IO: assert (texts_q[is_open] <= count_t'(128));
    IQ: assert (!dut.asks_q || dut.f_request);
    IR: assert (!dut.asks_q || (lane_req.len == job_i[is_open].len && lane_req.has_trailer == is_open));
    IL: assert (!in_text || (texts_q[is_open] == '0) == (job_i[is_open].len == '0));
  end

  // Behind the blocks the beat has the front's beat alone, cut as the cycle before says.
  logic [1:0]  whose;
  logic [15:0] keep;
  assign whose = {is_open, !is_open};
  assign keep  = last_q[is_open] ? ccm_lane_pkg::keep_bytes(job_i[is_open].len[3:0]) : '1;

  always_comb if (rst_n) begin
    IC: assert (!(lane_beat_valid && index_q == 2'd3) || lane_beat == value_q);
    ID: assert (!(in_text && due_q[is_open]) || dut.keep_q == keep);
    IE: assert (!(in_trailer && !lane_beat_valid) || dut.keep_q == '1);
    IF: assert (dut.in_aad_q == (dut.f_aad ? whose : 2'b00));
    IG: assert (dut.aad_q == '0 || dut.f_aad || (in_text && lane_beat_valid));
    IH: assert (dut.nonce_q == '0 || dut.clear_q || dut.f_request || dut.f_a0 || dut.f_b0);
    II: assert (!dut.clear_q || (dut.f_free && !in_trailer) || (dut.f_aad && lane_beat_valid));
    IJ: assert (dut.picked_q == '0 || dut.f_request);
    IK: assert (!due_q[!is_open] && (!due_q[is_open] || due[is_open] || dut.f_free));
  end

endmodule
