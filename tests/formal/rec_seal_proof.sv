// SPDX-License-Identifier: Apache-2.0
//
// rec_seal and rec_dispatch with one session that the solver picks: any slot, any lease, any first number;
// any requests for any session, any records to open, and any delay of all that they wait for. With Slices
// others take numbers of the session as well, but not while rec_seal has its state (rec_share_proof). Follows
// one number of that session.
//
// N1 The number is given to a record at most once.
// N2 A number that is given lies between the first one and the lease's end, and is not 2^48-1.
// N3 The blocks that lead a record's beats to the lane have the number and the epoch that it was given.
// N4 Once the number is given, the table's next number is greater.

module rec_seal_proof #(
  parameter bit Slices = 1'b0  // there are others, and the table may be busy
) (
  input logic                                clk_i,
  input logic                                slot_i,
  input rec_types_pkg::tx_fixed_t            install_fixed_i,
  input rec_types_pkg::tx_state_t            install_state_i,
  input logic [rec_pkg::SeqW-1:0]            number_i,
  input logic                                req_valid_i,
  input rec_pkg::rec_req_t                   req_i,
  input logic                                beat_in_valid_i,
  input logic [127:0]                        beat_in_i,
  input logic                                hold_i,
  input logic                                admit_ok_i,
  input logic [rec_types_pkg::TxWordW-1:0]   other_word_i,  // of the other slot
  input logic                                open_valid_i,
  input rec_types_pkg::record_t              open_i,
  input rec_wire_pkg::nonce_t                open_nonce_i,
  input logic                                open_beat_valid_i,
  input logic [127:0]                        open_beat_i,
  input logic                                open_last_i,
  input logic                                key_ready_i,
  input logic                                lane_ready_i,
  input logic                                beat_ready_i,
  input logic                                rready_i,
  input logic [rec_pkg::SeqW-1:0]            others_i  // other slices take the numbers below this one
);

  logic                              rst_n, re, we, numbered, job_valid, beat_valid, text_last;
  logic [1:0]                        job_ready, beat_ready, due;
  rec_wire_pkg::nonce_t              nonce;
  logic                              lane_beat_valid;
  logic [127:0]                      lane_beat;
  logic [1:0]                        raddr, waddr;
  logic [rec_types_pkg::TxWordW-1:0] wdata;
  rec_types_pkg::record_t            job;
  logic [127:0]                      beat;

  logic rready;
  assign rready = !Slices || rready_i;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  // The session and its two words; reading takes two cycles, as in rec_table.
  logic                              slot_q, given_q;
  logic [rec_pkg::SeqW-1:0]          number_q, first_q;
  rec_types_pkg::tx_fixed_t          fixed_q;
  rec_types_pkg::tx_state_t          state_q;
  logic [rec_types_pkg::TxWordW-1:0] word, word_1_q, word_2_q;
  logic [1:0]                        coming_q;

  always_comb begin
    word = other_word_i;
    if (raddr == {slot_q, 1'b0}) word = rec_types_pkg::TxWordW'(fixed_q);
    if (raddr == {slot_q, 1'b1}) word = state_q;
  end

  rec_seal #(
    .NumSessions(2)
  ) dut (
    .clk_i         (clk_i),
    .rst_ni        (rst_n),
    .req_valid_i   (req_valid_i),
    .req_ready_o   (),
    .req_i         (req_i),
    .s_axis_tvalid (beat_in_valid_i),
    .s_axis_tready (),
    .s_axis_tdata  (beat_in_i),
    .hold_i        (hold_i),
    .need_o        (),
    .admit_ok_i    (admit_ok_i),
    .begin_o       (),
    .table_re_o    (re),
    .table_rready_i(rready),
    .table_raddr_o (raddr),
    .table_rvalid_i(coming_q[1]),
    .table_rdata_i (word_2_q),
    .table_we_o    (we),
    .table_waddr_o (waddr),
    .table_wdata_o (wdata),
    .numbered_o    (numbered),
    .job_valid_o   (job_valid),
    .job_ready_i   (job_ready[0]),
    .job_o         (job),
    .nonce_o       (nonce),
    .due_i         (due[0]),
    .beat_valid_o  (beat_valid),
    .beat_ready_i  (beat_ready[0]),
    .beat_o        (beat),
    .text_last_o   (text_last),
    .order_valid_o ()
  );

  rec_dispatch u_dispatch (
    .clk_i            (clk_i),
    .rst_ni           (rst_n),
    .job_valid_i      ({open_valid_i, job_valid}),
    .job_ready_o      (job_ready),
    .job_i            ({open_i, job}),
    .nonce_i          ({open_nonce_i, nonce}),
    .due_o            (due),
    .beat_valid_i     ({open_beat_valid_i, beat_valid}),
    .beat_ready_o     (beat_ready),
    .beat_i           ({due[1] ? open_beat_i : 128'd0, beat}),
    .text_last_i      ({open_last_i, text_last}),
    .lane_req_valid_o (),
    .lane_req_ready_i (lane_ready_i),
    .lane_req_o       (),
    .lane_beat_valid_o(lane_beat_valid),
    .lane_beat_ready_i(beat_ready_i),
    .lane_beat_o      (lane_beat),
    .key_ready_i      (key_ready_i),
    .key_start_o      (),
    .open_o           ()
  );

  // From when the state is read until rec_seal is done with it nobody else takes a number.
  logic others, has_state;
  assign has_state = (dut.f_read_1 && rready) || dut.f_wait || dut.f_check || (dut.f_decide && !dut.numbered_q);
  assign others    = Slices && !has_state && others_i > state_q.next && others_i <= fixed_q.hard_at;

  logic ours, gives;
  assign ours  = job.slot == 16'(slot_q);
  assign gives = job_valid && job_ready[0] && ours;

  // The record that the lane has taken last, as it was then, and how many of its beats went there.
  logic                   given_ours_q;
  rec_types_pkg::record_t given_job_q;
  logic [1:0]             gone_q;  // 3 for more

  always_ff @(posedge clk_i) begin
    if (!rst_n) given_ours_q <= 1'b0;
    else if (job_ready != '0) begin
      given_ours_q <= gives;
      given_job_q  <= job;
      gone_q       <= '0;
    end else if (lane_beat_valid && beat_ready_i && gone_q != '1) begin
      gone_q <= gone_q + 1'b1;
    end
  end

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      coming_q <= '0;
      given_q  <= 1'b0;
    end else begin
      coming_q <= {coming_q[0], re && rready};
      given_q  <= given_q || (gives && job.seq == number_q) ||
                  (others && number_q >= state_q.next && number_q < others_i);
    end
  end

  always_ff @(posedge clk_i) begin
    {word_1_q, word_2_q} <= {word, word_1_q};
    if (!rst_n) begin
      slot_q   <= slot_i;
      number_q <= number_i;
      fixed_q  <= install_fixed_i;
      state_q  <= install_state_i;
      first_q  <= install_state_i.next;
    end else if (we && waddr == {slot_q, 1'b1}) begin
      state_q <= wdata;
    end else if (others) begin
      state_q.next <= others_i;
    end
  end

  rec_wire_pkg::nonce_t given_nonce;
  rec_wire_pkg::aad_t   given_aad;
  assign given_nonce = '{explicit_nonce: {rec_wire_pkg::be48(given_job_q.seq),
                                          rec_wire_pkg::be16(fixed_q.ctx.epoch)}, salt: fixed_q.ctx.salt};
  assign given_aad   = rec_wire_pkg::aad_fields(given_job_q.ctype, fixed_q.ctx.epoch, given_job_q.seq);

  always_comb if (rst_n) begin
    N1: assert (!(gives && job.seq == number_q && given_q));
    N2: assert (!gives || (job.seq >= first_q && job.seq < fixed_q.hard_at &&
                           job.seq != rec_pkg::SeqMax));
    if (given_ours_q && lane_beat_valid && gone_q != '1) begin
      N3: assert (lane_beat ==
                  (gone_q == 2'd0 ? rec_wire_pkg::block_a0(given_nonce) :
                   gone_q == 2'd1 ? rec_wire_pkg::block_b0(given_job_q.tag_16, given_nonce, given_job_q.len) :
                                    rec_wire_pkg::block_aad(given_aad, given_job_q.len)));
    end
    N4: assert (!given_q || state_q.next > number_q);
  end

  // For the induction: what was read is what the table has, until it is written.
  logic reads_ours, in_read_0, in_read_1, in_wait, in_check, in_job, in_send, numbered_here;
  assign reads_ours = dut.req_q.session.slot[0] == slot_q;
  assign in_read_0  = dut.f_read_0;
  assign in_read_1  = dut.f_read_1;
  assign in_wait    = dut.f_wait;
  assign in_check   = dut.f_check || dut.f_decide;
  assign in_job     = job_valid;
  assign numbered_here = dut.f_decide && dut.numbered_q;
  assign in_send    = dut.f_send;

  always_comb if (rst_n) begin
    I1: assert (state_q.next >= first_q);
    I2: assert ((in_read_1 && !dut.have_fixed_q) ? (coming_q == 2'b01 || coming_q == 2'b10) :
                (in_wait && dut.have_fixed_q)    ? (coming_q == 2'b01 || coming_q == 2'b10) :
                coming_q == (in_wait ? 2'b11 : 2'b00));
    I3: assert (!(reads_ours && in_read_1) || rec_types_pkg::TxWordW'(fixed_q) ==
                (dut.have_fixed_q ? dut.session_q : coming_q[0] ? word_1_q : word_2_q));
    I4: assert (!(reads_ours && in_wait && !dut.have_fixed_q) ||
                (word_2_q == rec_types_pkg::TxWordW'(fixed_q) && word_1_q == state_q));
    I5: assert (!(reads_ours && in_wait && dut.have_fixed_q) ||
                ((coming_q[0] ? word_1_q : word_2_q) == state_q && dut.session_q == rec_types_pkg::TxWordW'(fixed_q)));
    I6: assert (!(reads_ours && in_check) || dut.fixed_q == fixed_q);
    K1: assert (!(reads_ours && in_check && !numbered_here) || dut.session_q == state_q);
    K2: assert (!(reads_ours && numbered_here && dut.sealed_q) ||
                (dut.session_q.next >= first_q && dut.session_q.next < state_q.next &&
                 !(given_q && dut.session_q.next == number_q)));
    K3: assert (!(reads_ours && in_check && in_job && ours) || job.seq < dut.session_q.next);
    I7: assert (!(dut.f_decide && reads_ours) ||
                (dut.overflow_q == (dut.session_q.next == rec_pkg::SeqMax) &&
                 dut.expired_q == (dut.session_q.next >= fixed_q.hard_at)));
    J8: assert (!dut.f_decide ||
                dut.sealed_q == !(dut.unknown_q || dut.too_long_q || dut.overflow_q || dut.expired_q));
    I8: assert (!(in_job && ours) ||
                (job.seq < state_q.next && job.seq >= first_q && !(given_q && number_q == job.seq) &&
                 job.seq < fixed_q.hard_at && job.seq != rec_pkg::SeqMax));
    I9: assert (!((in_job || in_send) && ours) ||
                (job.epoch == fixed_q.ctx.epoch && dut.salt_q == fixed_q.ctx.salt));
    IA: assert (!dut.f_decide || dut.unknown_q || dut.req_q.session.slot < 16'd2);
    IB: assert (!in_read_0 || !dut.have_fixed_q);
    J1: assert (dut.reads_q == (in_read_0 || in_read_1));
    J6: assert (!dut.ask_q || in_send || dut.f_drop);
    J7: assert (!beat_valid || (u_dispatch.f_text && !u_dispatch.open_q));
    J2: assert (!dut.f_check || dut.gone_q || dut.req_q.session.slot < 16'd2);
    IC: assert (dut.f_idle || dut.too_long_q == (dut.req_q.len > 16'(ccm_pkg::PayloadMax)));
    ID: assert (!in_job || (job.len == '0) == (dut.left_q == '0 && !dut.partial_q));
    IE: assert (!in_send || dut.none_q == (job.len == '0));
  end

  // Whatever the input has is taken along while a beat is asked for, and goes away in the cycle after.
  logic asks, stale_q;
  assign asks = dut.ask_q && in_send;
  always_ff @(posedge clk_i) stale_q <= rst_n && (beat_valid || asks);

  // Nothing but what is due is on its way to the lane.
  logic [1:0] whose;
  assign whose = {u_dispatch.open_q, !u_dispatch.open_q};
  logic ours_busy;  // the dispatcher has a record of rec_seal, whose text has not gone
  assign ours_busy = !u_dispatch.open_q && (u_dispatch.f_blocks || u_dispatch.f_text);

  always_comb if (rst_n) begin
    IF: assert (ours_busy == in_send);
    IG: assert (!(u_dispatch.f_request && !u_dispatch.open_q) || in_job);
    IH: assert (!in_send || (given_job_q == job && given_ours_q == ours));
    II: assert (u_dispatch.f_text || u_dispatch.f_free || u_dispatch.keep_q == '1);
    IJ: assert (!u_dispatch.f_blocks || beat == '0);
    J3: assert (beat_valid || stale_q || beat == '0);
    J4: assert (!asks || (u_dispatch.f_text && !u_dispatch.open_q && !beat_valid && !dut.none_q));
    J5: assert (!stale_q || u_dispatch.f_text || u_dispatch.f_free);
    IK: assert (u_dispatch.picked_q == '0 || (u_dispatch.f_request && u_dispatch.nonce_q == '0 &&
                                              u_dispatch.picked_q == whose));
    IL: assert (!(u_dispatch.f_request || u_dispatch.f_a0 || u_dispatch.f_b0) ||
                (!u_dispatch.clear_q && u_dispatch.aad_q == '0 &&
                 (u_dispatch.open_q || u_dispatch.picked_q != '0 || u_dispatch.nonce_q == {96'd0, nonce})));
    IM: assert (!(u_dispatch.f_aad && !lane_beat_valid) || u_dispatch.open_q || u_dispatch.aad_q ==
                {72'd0, rec_wire_pkg::aad_fields(job.ctype, job.epoch, job.seq)});
    IU: assert (u_dispatch.in_aad_q == (u_dispatch.f_aad ? whose : 2'b00));
    IV: assert (u_dispatch.aad_q == '0 || u_dispatch.f_aad || (u_dispatch.f_text && lane_beat_valid));
    IW: assert (u_dispatch.nonce_q == '0 || u_dispatch.clear_q || u_dispatch.f_request ||
                u_dispatch.f_a0 || u_dispatch.f_b0);
    IZ: assert (!u_dispatch.asks_q || u_dispatch.f_request);
    IX: assert (!u_dispatch.clear_q || u_dispatch.f_free || (u_dispatch.f_aad && lane_beat_valid));
    IN: assert (!u_dispatch.f_a0 || (gone_q == 2'd0 && !lane_beat_valid));
    IO: assert (!u_dispatch.f_b0 || gone_q == (lane_beat_valid ? 2'd0 : 2'd1));
    IP: assert (!u_dispatch.f_aad || gone_q == (lane_beat_valid ? 2'd1 : 2'd2));
    IQ: assert (!given_ours_q || gone_q == '1 || u_dispatch.f_blocks ||
                (lane_beat_valid && gone_q == 2'd2));
    IR: assert (!(given_ours_q && u_dispatch.f_blocks) || !u_dispatch.open_q);
    IS: assert (!beat_valid || (in_send && !dut.none_q));
  end

endmodule
