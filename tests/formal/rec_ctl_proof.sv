// SPDX-License-Identifier: Apache-2.0
//
// rec_ctl with one slot and one of its keys' words that the solver picks, whatever the RAMs have at
// reset; any requests, and any delay of all that it waits for. Records begin only while hold_o is low,
// and nobody but a record between its begin and its end uses the tables (assumed).
//
// C1 It writes a word or a key of a live session only while no record is between its begin and its end
//    and none may begin, and then only to end it: no live bit, and zeros to the key.
// C2 A session goes live only with a generation above all that the slot has had since the last wipe of
//    all sessions or the reset.
// C3 No record may begin while the two live words of the slot differ, nor before they were written.
// C4 When control is idle, a slot that is not live has no key.
// C5 Beats 1 to 4 of an INSTALL, which are keys, go to key_q and nowhere else.
// C6 A removal or a wipe is answered only when the session is gone, its keys are zero and the copies of
//    keys were overwritten since.

module rec_ctl_proof (
  input logic                                clk_i,
  input logic                                slot_i,
  input logic [1:0]                          key_word_i,
  input rec_types_pkg::ctx_t                 first_tx_i,  // what is in the RAMs at reset
  input rec_types_pkg::ctx_t                 first_rx_i,
  input logic                                first_key_i,
  input logic                                req_valid_i,
  input rec_pkg::ctl_req_t                   req_i,
  input logic                                beat_valid_i,
  input logic [127:0]                        beat_i,
  input logic                                rsp_ready_i,
  input logic                                out_ready_i,
  input logic                                begin_i,
  input logic                                end_i,
  input logic                                quiet_i,
  input logic                                wiped_i,
  input logic                                table_rvalid_i,
  input logic [rec_types_pkg::TxWordW-1:0]   table_rdata_i,
  input logic                                table_wready_i
);

  logic                              rst_n, req_ready, rsp_valid, hold, wipe;
  logic                              beat_ready, key_we, re, we, ctx_we;
  logic [2:0]                        key_waddr, raddr, waddr;
  logic [127:0]                      key_wdata;
  logic [rec_types_pkg::TxWordW-1:0] rdata, wdata;
  rec_types_pkg::ctx_t               ctx_wdata;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_ctl #(
    .NumSessions(2)
  ) dut (
    .clk_i            (clk_i),
    .rst_ni           (rst_n),
    .req_valid_i      (req_valid_i),
    .req_ready_o      (req_ready),
    .req_i            (req_i),
    .s_axis_tvalid    (beat_valid_i),
    .s_axis_tready    (beat_ready),
    .s_axis_tdata     (beat_i),
    .rsp_valid_o      (rsp_valid),
    .rsp_ready_i      (rsp_ready_i),
    .rsp_o            (),
    .m_axis_tvalid    (),
    .m_axis_tready    (out_ready_i),
    .m_axis_tdata     (),
    .sessions_o       (),
    .hold_o           (hold),
    .quiet_i          (quiet_i),
    .wipe_o           (wipe),
    .wiped_i          (wiped_i),
    .key_we_o         (key_we),
    .key_waddr_o      (key_waddr),
    .key_wdata_o      (key_wdata),
    .table_re_o       (re),
    .table_raddr_o    (raddr),
    .table_rvalid_i   (table_rvalid_i),
    .table_rdata_i    (rdata),
    .table_we_o       (we),
    .table_ctx_we_o   (ctx_we),
    .table_wready_i   (table_wready_i),
    .table_waddr_o    (waddr),
    .table_wdata_o    (wdata),
    .table_ctx_wdata_o(ctx_wdata)
  );

  // The slot's two words with a live bit, and whether the key's word has a bit set.
  logic                slot_q, key_q, busy_q;
  logic [1:0]          key_word_q;
  rec_types_pkg::ctx_t tx_q, rx_q;
  logic                reads_fixed, writes, writes_fixed, writes_ctx, writes_key, live;
  rec_types_pkg::tx_fixed_t fixed_in;

  localparam int unsigned FixedW = $bits(rec_types_pkg::tx_fixed_t);
  assign fixed_in     = wdata[FixedW-1:0];
  assign reads_fixed  = raddr == {slot_q, rec_types_pkg::WordFixed};
  assign writes       = we && table_wready_i && waddr[2] == slot_q;
  assign writes_fixed = writes && waddr[1:0] == rec_types_pkg::WordFixed;
  assign writes_ctx   = ctx_we && table_wready_i && waddr[2] == slot_q;
  assign writes_key   = key_we && key_waddr == {slot_q, key_word_q};
  assign live         = tx_q.live || rx_q.live;

  always_comb begin
    rdata = table_rdata_i;
    if (reads_fixed) rdata[FixedW-1 -: $bits(rec_types_pkg::ctx_t)] = tx_q;
  end

  always_comb begin
    assume (!begin_i || !hold);
    assume (!quiet_i || !busy_q);
    assume (table_wready_i || busy_q || !hold);
    assume (!table_rvalid_i || re);
  end

  logic wiped_all_q;  // since the last generation that the slot has had
  logic asked_q;      // the request at hand ends the slot's session
  logic overwritten_q, copies_gone_q;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      busy_q      <= 1'b0;
      wiped_all_q <= 1'b1;
      asked_q     <= 1'b0;
    end else begin
      busy_q <= begin_i || (busy_q && !end_i);
      if (req_valid_i && req_ready) begin
        asked_q <= req_i.op == rec_pkg::CtlWipeAll ||
                   (req_i.op == rec_pkg::CtlRemove && live && req_i.session == {tx_q.generation, 15'd0, slot_q});
        if (req_i.op == rec_pkg::CtlWipeAll) wiped_all_q <= 1'b1;
      end else if (writes_fixed && fixed_in.ctx.live) wiped_all_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_n) begin
      slot_q     <= slot_i;
      key_word_q <= key_word_i;
      tx_q       <= first_tx_i;
      rx_q       <= first_rx_i;
      key_q      <= first_key_i;
    end else begin
      if (writes_fixed) tx_q  <= fixed_in.ctx;
      if (writes_ctx)   rx_q  <= ctx_wdata;
      if (writes_key)   key_q <= key_wdata != '0;
    end
    if (req_ready || !rst_n) {overwritten_q, copies_gone_q} <= '0;
    else begin
      if (wipe) overwritten_q <= 1'b1;
      if (overwritten_q && !wipe && wiped_i) copies_gone_q <= 1'b1;
    end
  end

  // The generation above which the next one must be.
  logic [15:0] past_q;
  always_ff @(posedge clk_i) begin
    if (!rst_n || (req_valid_i && req_ready && req_i.op == rec_pkg::CtlWipeAll)) past_q <= '0;
    else if (writes_fixed && fixed_in.ctx.live) past_q <= fixed_in.ctx.generation;
  end

  // The beats of an INSTALL.
  logic         key_beat_q;
  logic [2:0]   beat_n_q;
  logic [127:0] beat_1_q, install0_1_q;
  always_ff @(posedge clk_i) begin
    if (req_ready) beat_n_q <= '0;
    else if (beat_valid_i && beat_ready) beat_n_q <= beat_n_q + 1'b1;
    key_beat_q   <= rst_n && beat_ready && beat_n_q >= 3'd1 && beat_n_q <= 3'd4;
    beat_1_q     <= dut.beat_q;
    install0_1_q <= dut.install0_q;
  end

  always_comb if (rst_n) begin
    C1: assert (!(live && (writes || writes_ctx || (key_we && key_waddr[2] == slot_q))) ||
                (!busy_q && hold && !(writes_fixed && fixed_in.ctx.live) &&
                 !(writes_ctx && ctx_wdata.live) && !(writes_key && key_wdata != '0)));
    C2: assert (!(writes_fixed && fixed_in.ctx.live) || fixed_in.ctx.generation > past_q);
    C3: assert (hold || (tx_q.live == rx_q.live && (!live || tx_q.generation == rx_q.generation)));
    C4: assert (!req_ready || live || !key_q);
    C5: assert (!(key_beat_q && (dut.beat_q != beat_1_q || dut.install0_q != install0_1_q)));
    C6: assert (!(rsp_valid && asked_q) || (!live && !key_q && copies_gone_q));
  end

  // For the induction. A wipe is of all slots or of one, after a removal or a refused install.
  logic ours, installs, quiets, wipes, after, all, removes, refused, passed, zeroed, agree;
  logic [15:0] generation;
  logic        started_q;  // the wipe after the reset is done

  assign ours       = dut.slot_q == slot_q;
  assign installs   = dut.f_installs;
  assign quiets     = dut.f_quiet;
  assign wipes      = dut.wiping;
  assign after      = dut.f_after;
  assign all        = dut.all_q;
  assign removes    = !all && dut.req_q.op == rec_pkg::CtlRemove && ours;
  assign refused    = !all && dut.req_q.op == rec_pkg::CtlInstall && ours;
  assign passed     = after || (wipes && dut.slot_q > slot_q);  // if all
  assign zeroed     = (all && passed) || (!all && ours && after) ||
                      (wipes && ours && dut.step_q[1:0] > key_word_q);
  assign agree      = tx_q.live == rx_q.live && (!live || tx_q.generation == rx_q.generation);
  assign generation = dut.req_q.session.generation;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) started_q <= 1'b0;
    else        started_q <= started_q || req_ready;
  end

  always_comb if (rst_n) begin
    I1: assert (!(quiets && dut.quiet_q) || (hold && !busy_q));
    I2: assert (!(wipes || after) || (hold && !busy_q));
    I3: assert (!wipes || dut.key_q == '0);
    I4: assert (started_q || req_ready || ((quiets || wipes || after) && all && !dut.answer_q));
    I5: assert (wipes || (quiets && !started_q) || agree);
    I6: assert (!wipes || all || removes || agree);
    I7: assert (!(all && passed || removes && after || refused && (quiets || wipes || after)) || !live);
    I8: assert (!dut.f_look || dut.step_q == 3'd7);
    J1: assert (!dut.looked_q || (dut.f_look && (!ours || (dut.live_q == tx_q.live && dut.seen_q == tx_q.generation))));
    I9: assert (!(dut.f_decide && ours) ||
                (dut.live_q == tx_q.live && dut.same_q == (tx_q.generation == generation) &&
                 dut.newer_q == (tx_q.generation < generation)));
    IA: assert (!(installs && ours && dut.take_q) || (!live && tx_q.generation < generation));
    IB: assert (tx_q.generation >= past_q);
    IC: assert (!(removes && (quiets || wipes)) || tx_q.generation == generation);
    ID: assert (!(quiets || wipes || after) || all || dut.req_q.op == rec_pkg::CtlInstall ||
                dut.req_q.op == rec_pkg::CtlRemove);
    IE: assert (live || !key_q || (!started_q && !req_ready && !zeroed) ||
                (installs && ours && dut.take_q) || (refused && (quiets || (wipes && !zeroed))));
    IF: assert (!((wipes || after) && zeroed) || !key_q);
    IG: assert (!installs || (dut.req_q.op == rec_pkg::CtlInstall && !all));
    IH: assert (!(asked_q && !req_ready && !all) ||
                (removes && (rsp_valid || after || wipes || (live && tx_q.generation == generation &&
                                                dut.req_q.session.slot == 16'(slot_q) &&
                                                (dut.f_look || dut.f_decide || quiets)))));
    II: assert (!(asked_q && !req_ready && all) || quiets || wipes || after || rsp_valid);
    IJ: assert (!(after && !wipe) || overwritten_q);
    IK: assert (!(live && started_q) || tx_q.generation != '0 || (all && wipes));
    IO: assert (started_q || !req_ready || !live);
    IP: assert (!(quiets && all && dut.quiet_q) || dut.slot_q == '0);
    IQ: assert (!(started_q && all && !req_ready) || dut.req_q.op == rec_pkg::CtlWipeAll);
    IR: assert (!(removes && (quiets || wipes)) || tx_q.live);
    IS: assert (!(started_q && wipes && rx_q.live) || tx_q.live);
    IT: assert (!(dut.f_look || dut.f_decide || beat_ready || dut.live_new) || beat_n_q == dut.step_q + 3'd1);
    IU: assert (!(installs && !beat_ready && !dut.live_new) || beat_n_q == dut.step_q + 3'd2);
    IV: assert (!dut.live_new || dut.step_q == 3'd7);
    IW: assert (!dut.f_decide || dut.step_q == 3'd7);
    IX: assert (!installs || beat_ready || dut.uses || dut.live_new || dut.word_step);
    IY: assert (!(all && (quiets || wipes || after)) || past_q == '0);
    IL: assert (!(all && !req_ready) || quiets || wipes || after || rsp_valid);
    IM: assert (!(dut.f_decide && asked_q) || dut.exists_q);
    IN: assert (req_ready || all || dut.slot_q == dut.req_q.session.slot[0]);
  end

endmodule
