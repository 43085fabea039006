// SPDX-License-Identifier: Apache-2.0
//
// rec_seal with one session that the solver picks: any slot, any lease, any first number; any requests
// for any session, and any delay of all that it waits for. Follows one number of that session.
//
// N1 The number is given to a record at most once.
// N2 A number that is given lies between the first one and the lease's end, and is not 2^48-1.
// N3 The nonce and the AAD of the record's beats have that very number and epoch.
// N4 Once the number is given, the table's next number is greater.

module rec_seal_proof (
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
  input logic [1:0]                          live_i,
  input logic [rec_types_pkg::TxWordW-1:0]   other_word_i,  // of the other slot
  input logic                                job_ready_i,
  input logic                                beat_ready_i
);

  logic                              rst_n, re, we, job_valid, beat_valid;
  logic [1:0]                        raddr, waddr;
  logic [rec_types_pkg::TxWordW-1:0] wdata;
  rec_types_pkg::record_t            job;
  logic [127:0]                      beat;

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
    .live_i        (live_i),
    .table_re_o    (re),
    .table_raddr_o (raddr),
    .table_rvalid_i(coming_q[1]),
    .table_rdata_i (word_2_q),
    .table_we_o    (we),
    .table_waddr_o (waddr),
    .table_wdata_o (wdata),
    .job_valid_o   (job_valid),
    .job_ready_i   (job_ready_i),
    .job_o         (job),
    .job_lane_i    ('0),
    .job_buffer_i  ('0),
    .beat_valid_o  (beat_valid),
    .beat_ready_i  (beat_ready_i),
    .beat_o        (beat),
    .order_valid_o (),
    .order_o       ()
  );

  logic ours, gives;
  assign ours  = job.slot == 16'(slot_q);  // the job, and the record whose beats follow it
  assign gives = job_valid && job_ready_i && ours;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      coming_q <= '0;
      given_q  <= 1'b0;
    end else begin
      coming_q <= {coming_q[0], re};
      given_q  <= given_q || (gives && job.seq == number_q);
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
    end
  end

  logic [63:0] explicit_nonce;
  assign explicit_nonce = {rec_wire_pkg::be48(job.seq), rec_wire_pkg::be16(fixed_q.ctx.epoch)};

  logic in_a0, in_b0, in_aad, in_blocks, in_check;
  assign in_a0     = dut.f_a0;
  assign in_b0     = dut.f_b0;
  assign in_aad    = dut.f_aad;
  assign in_blocks = in_a0 || in_b0 || in_aad;
  assign in_check  = dut.f_check || dut.f_decide;

  always_comb if (rst_n) begin
    N1: assert (!(gives && job.seq == number_q && given_q));
    N2: assert (!gives || (job.seq >= first_q && job.seq < fixed_q.hard_at &&
                           job.seq != rec_pkg::SeqMax));
    if (ours && beat_valid && in_blocks) begin
      N3: assert (beat == (in_a0 ? rec_wire_pkg::block_a0(fixed_q.ctx.salt, explicit_nonce) :
                           in_b0 ? rec_wire_pkg::block_b0(job.tag_16, fixed_q.ctx.salt,
                                                          explicit_nonce, job.len) :
                                   rec_wire_pkg::block_aad(job.ctype, fixed_q.ctx.epoch, job.seq,
                                                           job.len)));
    end
    N4: assert (!given_q || state_q.next > number_q);
  end

  // For the induction: what was read is what the table has, until it is written.
  logic reads_ours, in_read, in_wait;
  assign reads_ours = dut.req_q.session.slot[0] == slot_q;
  assign in_read    = dut.f_read;
  assign in_wait    = dut.f_wait;

  always_comb if (rst_n) begin
    I1: assert (state_q.next >= first_q);
    I2: assert (coming_q == (in_read ? 2'b01 : !in_wait ? 2'b00 : dut.have_fixed_q ? 2'b10 : 2'b11));
    I3: assert (!(reads_ours && in_read) || word_1_q == rec_types_pkg::TxWordW'(fixed_q));
    I4: assert (!(reads_ours && in_wait && !dut.have_fixed_q) ||
                (word_2_q == rec_types_pkg::TxWordW'(fixed_q) && word_1_q == state_q));
    I5: assert (!(reads_ours && in_wait && dut.have_fixed_q) ||
                (word_2_q == state_q && dut.fixed_q == fixed_q));
    I6: assert (!(reads_ours && in_check) || (dut.session_q == state_q && dut.fixed_q == fixed_q));
    I7: assert (!(dut.f_decide && reads_ours) ||
                (dut.overflow_q == (state_q.next == rec_pkg::SeqMax) &&
                 dut.expired_q == (state_q.next >= fixed_q.hard_at)));
    I8: assert (!(job_valid && ours) ||
                (job.seq + 1'b1 == state_q.next && job.seq >= first_q && (!given_q || number_q < job.seq) &&
                 job.seq < fixed_q.hard_at && job.seq != rec_pkg::SeqMax));
    I9: assert (!((job_valid || in_blocks) && ours) ||
                (dut.fixed_q == fixed_q && job.epoch == fixed_q.ctx.epoch));
    IA: assert (!(in_read || in_wait || in_check) || !dut.live_q || dut.req_q.session.slot < 16'd2);
    IB: assert (!dut.f_decide || dut.live_q || dut.unknown_q);
    ID: assert (!in_read || !dut.have_fixed_q);
    IC: assert (!(job_valid || in_blocks) || job.slot == dut.req_q.session.slot);
  end

endmodule
