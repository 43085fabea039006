// SPDX-License-Identifier: Apache-2.0
//
// The link with its registers over a stand-in for the record engine. Records come back as they went
// in: slot bits 15:12 are the result, 11:8 the flags, and the sequence number is {generation, slot,
// length}. Session requests answer with slot bits 15:12 too. QUERY returns the exclusive or of the
// beats of all INSTALLs, then the session, then the number of WipeAlls.

module link_tb #(
  parameter int unsigned CreditBeats = 512
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        s_axis_tvalid,
  output logic        s_axis_tready,
  input  logic [7:0]  s_axis_tdata,
  output logic        m_axis_tvalid,
  input  logic        m_axis_tready,
  output logic [7:0]  m_axis_tdata,

  input  logic [1:0]  hold_records_i,  // seal, open: take no request
  input  logic        hold_ctl_i,
  output logic [31:0] taken_o [2],     // requests so far
  output logic [31:0] ctl_taken_o
);

  logic              [1:0]        req_valid, req_ready, rsp_valid, rsp_ready;
  logic              [1:0]        in_valid, in_ready, in_last, out_valid, out_ready;
  logic              [1:0][127:0] beat;
  rec_pkg::rec_req_t [1:0]        req;
  rec_pkg::rec_rsp_t [1:0]        rsp;

  logic              ctl_req_valid, ctl_req_ready, ctl_rsp_valid, ctl_rsp_ready;
  logic              ctl_in_valid, ctl_in_ready, ctl_out_valid, ctl_out_ready;
  logic [127:0]      ctl_in, ctl_out;
  rec_pkg::ctl_req_t ctl_req;
  rec_pkg::ctl_rsp_t ctl_rsp;

  logic              reg_req, reg_write;
  logic [7:0]        reg_addr;
  logic [31:0]       reg_wdata, reg_rdata;
  logic [15:0]       boot;
  link_pkg::events_t events;

  link_top #(
    .CreditBeats(CreditBeats)
  ) u_link (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .s_axis_tvalid     (s_axis_tvalid),
    .s_axis_tready     (s_axis_tready),
    .s_axis_tdata      (s_axis_tdata),
    .m_axis_tvalid     (m_axis_tvalid),
    .m_axis_tready     (m_axis_tready),
    .m_axis_tdata      (m_axis_tdata),
    .seal_req_valid_o  (req_valid[0]),
    .seal_req_ready_i  (req_ready[0]),
    .seal_req_o        (req[0]),
    .m_axis_seal_tvalid(in_valid[0]),
    .m_axis_seal_tready(in_ready[0]),
    .m_axis_seal_tdata (beat[0]),
    .m_axis_seal_tlast (in_last[0]),
    .seal_rsp_valid_i  (rsp_valid[0]),
    .seal_rsp_ready_o  (rsp_ready[0]),
    .seal_rsp_i        (rsp[0]),
    .s_axis_seal_tvalid(out_valid[0]),
    .s_axis_seal_tready(out_ready[0]),
    .s_axis_seal_tdata (beat[0]),
    .open_req_valid_o  (req_valid[1]),
    .open_req_ready_i  (req_ready[1]),
    .open_req_o        (req[1]),
    .m_axis_open_tvalid(in_valid[1]),
    .m_axis_open_tready(in_ready[1]),
    .m_axis_open_tdata (beat[1]),
    .m_axis_open_tlast (in_last[1]),
    .open_rsp_valid_i  (rsp_valid[1]),
    .open_rsp_ready_o  (rsp_ready[1]),
    .open_rsp_i        (rsp[1]),
    .s_axis_open_tvalid(out_valid[1]),
    .s_axis_open_tready(out_ready[1]),
    .s_axis_open_tdata (beat[1]),
    .ctl_req_valid_o   (ctl_req_valid),
    .ctl_req_ready_i   (ctl_req_ready),
    .ctl_req_o         (ctl_req),
    .m_axis_ctl_tvalid (ctl_in_valid),
    .m_axis_ctl_tready (ctl_in_ready),
    .m_axis_ctl_tdata  (ctl_in),
    .ctl_rsp_valid_i   (ctl_rsp_valid),
    .ctl_rsp_ready_o   (ctl_rsp_ready),
    .ctl_rsp_i         (ctl_rsp),
    .s_axis_ctl_tvalid (ctl_out_valid),
    .s_axis_ctl_tready (ctl_out_ready),
    .s_axis_ctl_tdata  (ctl_out),
    .reg_req_o         (reg_req),
    .reg_write_o       (reg_write),
    .reg_addr_o        (reg_addr),
    .reg_wdata_o       (reg_wdata),
    .reg_rdata_i       (reg_rdata),
    .boot_o            (boot),
    .events_o          (events)
  );

  link_regs #(
    .CreditBeats(CreditBeats),
    .BuildId    (32'h12345678)
  ) u_regs (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .req_i     (reg_req),
    .write_i   (reg_write),
    .addr_i    (reg_addr),
    .wdata_i   (reg_wdata),
    .rdata_o   (reg_rdata),
    .boot_i    (boot),
    .sessions_i(16'd3),
    .events_i  (events)
  );

  // --- records ---

  for (genvar d = 0; d < 2; d++) begin : gen_records
    typedef enum logic [1:0] {StTake, StAnswer, StReturn, StDrop} state_e;
    state_e            state_q;
    rec_pkg::rec_req_t req_q;
    logic              moves;

    assign req_ready[d] = state_q == StTake && !hold_records_i[d];
    assign rsp_valid[d] = state_q == StAnswer;
    assign out_valid[d] = state_q == StReturn && in_valid[d];
    assign in_ready[d]  = (state_q == StReturn && out_ready[d]) || state_q == StDrop;
    assign moves        = in_valid[d] && in_ready[d];

    always_comb begin
      rsp[d]        = '0;
      rsp[d].tag    = req_q.tag;
      rsp[d].result = rec_pkg::result_e'(req_q.session.slot[15:12]);
      rsp[d].ctype  = req_q.ctype;
      {rsp[d].first_auth, rsp[d].bad_mac_limit, rsp[d].hard_limit, rsp[d].soft_limit} =
        req_q.session.slot[11:8];
      rsp[d].len    = req_q.session.slot[15:12] == '0 ? req_q.len : '0;
      rsp[d].seq    = {req_q.session, req_q.len};
    end

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        state_q    <= StTake;
        taken_o[d] <= '0;
      end else begin
        unique case (state_q)
          StTake: if (req_valid[d] && req_ready[d]) begin
            req_q      <= req[d];
            taken_o[d] <= taken_o[d] + 1;
            state_q    <= StAnswer;
          end
          StAnswer: if (rsp_ready[d]) begin
            if (req_q.len == '0) state_q <= StTake;
            else state_q <= rsp[d].result == rec_pkg::ResOk ? StReturn : StDrop;
          end
          default: if (moves && in_last[d]) state_q <= StTake;
        endcase
      end
    end
  end

  // --- control ---

  typedef enum logic [1:0] {StCtlTake, StCtlInstall, StCtlAnswer, StCtlQuery} ctl_state_e;
  ctl_state_e        ctl_state_q;
  rec_pkg::ctl_req_t ctl_req_q;
  logic [127:0]      installs_q;
  logic [31:0]       wipes_q;
  logic [2:0]        beat_q;

  assign ctl_req_ready  = ctl_state_q == StCtlTake && !hold_ctl_i;
  assign ctl_in_ready   = ctl_state_q == StCtlInstall;
  assign ctl_rsp_valid  = ctl_state_q == StCtlAnswer;
  assign ctl_rsp.result = rec_pkg::result_e'(ctl_req_q.session.slot[15:12]);
  assign ctl_out_valid  = ctl_state_q == StCtlQuery;
  assign ctl_out        = beat_q == 3'd0 ? installs_q :
                          beat_q == 3'd1 ? 128'(ctl_req_q.session) : 128'(wipes_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ctl_state_q <= StCtlTake;
      ctl_taken_o <= '0;
      installs_q  <= '0;
      wipes_q     <= '0;
      beat_q      <= '0;
    end else begin
      unique case (ctl_state_q)
        StCtlTake: if (ctl_req_valid && ctl_req_ready) begin
          ctl_req_q   <= ctl_req;
          ctl_taken_o <= ctl_taken_o + 1;
          beat_q      <= '0;
          if (ctl_req.op == rec_pkg::CtlWipeAll) wipes_q <= wipes_q + 1;
          ctl_state_q <= ctl_req.op == rec_pkg::CtlInstall ? StCtlInstall : StCtlAnswer;
        end
        StCtlInstall: if (ctl_in_valid) begin
          installs_q <= installs_q ^ ctl_in;
          beat_q     <= beat_q + 1'b1;
          if (beat_q == '1) ctl_state_q <= StCtlAnswer;
        end
        StCtlAnswer: if (ctl_rsp_ready) begin
          ctl_state_q <= (ctl_req_q.op == rec_pkg::CtlQuery && ctl_rsp.result == rec_pkg::ResOk) ?
                         StCtlQuery : StCtlTake;
        end
        default: if (ctl_out_ready) begin
          beat_q <= beat_q + 1'b1;
          if (beat_q == 3'd2) ctl_state_q <= StCtlTake;
        end
      endcase
    end
  end

endmodule
