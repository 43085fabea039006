// SPDX-License-Identifier: Apache-2.0
//
// The device's end of the link (docs/PROTOCOL.md): a byte stream to the host on one side, the
// record engine and the registers on the other.
//
//   host -> cobs_dec -> link_rx -> link_queue (seal, open) ---------> record engine
//                          |  |--> link_mailbox -> link_ctl --------> record engine, registers
//                          +--> refused, busy --+      |
//   host <- cobs_enc <- link_tx <---------------+------+------------- record engine

module link_top #(
  parameter int unsigned CreditBeats = 512  // of each direction's input buffer, a power of two
) (
  input  logic               clk_i,
  input  logic               rst_ni,

  input  logic               s_axis_tvalid,
  output logic               s_axis_tready,
  input  logic [7:0]         s_axis_tdata,
  output logic               m_axis_tvalid,
  input  logic               m_axis_tready,
  output logic [7:0]         m_axis_tdata,

  output logic               seal_req_valid_o,
  input  logic               seal_req_ready_i,
  output rec_pkg::rec_req_t  seal_req_o,
  output logic               m_axis_seal_tvalid,
  input  logic               m_axis_seal_tready,
  output logic [127:0]       m_axis_seal_tdata,
  output logic               m_axis_seal_tlast,
  input  logic               seal_rsp_valid_i,
  output logic               seal_rsp_ready_o,
  input  rec_pkg::rec_rsp_t  seal_rsp_i,
  input  logic               s_axis_seal_tvalid,
  output logic               s_axis_seal_tready,
  input  logic [127:0]       s_axis_seal_tdata,

  output logic               open_req_valid_o,
  input  logic               open_req_ready_i,
  output rec_pkg::rec_req_t  open_req_o,
  output logic               m_axis_open_tvalid,
  input  logic               m_axis_open_tready,
  output logic [127:0]       m_axis_open_tdata,
  output logic               m_axis_open_tlast,
  input  logic               open_rsp_valid_i,
  output logic               open_rsp_ready_o,
  input  rec_pkg::rec_rsp_t  open_rsp_i,
  input  logic               s_axis_open_tvalid,
  output logic               s_axis_open_tready,
  input  logic [127:0]       s_axis_open_tdata,

  output logic               ctl_req_valid_o,
  input  logic               ctl_req_ready_i,
  output rec_pkg::ctl_req_t  ctl_req_o,
  output logic               m_axis_ctl_tvalid,
  input  logic               m_axis_ctl_tready,
  output logic [127:0]       m_axis_ctl_tdata,
  input  logic               ctl_rsp_valid_i,
  output logic               ctl_rsp_ready_o,
  input  rec_pkg::ctl_rsp_t  ctl_rsp_i,
  input  logic               s_axis_ctl_tvalid,
  output logic               s_axis_ctl_tready,
  input  logic [127:0]       s_axis_ctl_tdata,

  output logic               reg_req_o,  // answered in the same cycle
  output logic               reg_write_o,
  output logic [7:0]         reg_addr_o,
  output logic [31:0]        reg_wdata_o,
  input  logic [31:0]        reg_rdata_i,

  output logic [15:0]        boot_o,
  output link_pkg::events_t  events_o
);

  localparam int unsigned SpaceW      = $clog2(CreditBeats) + 1;
  localparam int unsigned RejectDepth = 4;

  // --- in ---

  logic              byte_valid, end_valid, end_bad, rx_ready;
  logic [7:0]        rx_byte;
  logic [127:0]      beat;
  logic              rollback, seal_put, seal_commit, open_put, open_commit;
  logic              ctl_put, ctl_commit, ctl_free;
  logic [SpaceW-1:0] seal_space, open_space;
  logic              reject_put, reject_room, reject_valid, reject_ready;
  link_pkg::reject_t reject_in, reject;

  cobs_dec u_dec (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .s_axis_tdata (s_axis_tdata),
    .byte_valid_o (byte_valid),
    .byte_o       (rx_byte),
    .end_valid_o  (end_valid),
    .end_bad_o    (end_bad),
    .ready_i      (rx_ready)
  );

  link_rx #(
    .SpaceW(SpaceW)
  ) u_rx (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .byte_valid_i  (byte_valid),
    .byte_i        (rx_byte),
    .end_valid_i   (end_valid),
    .end_bad_i     (end_bad),
    .ready_o       (rx_ready),
    .beat_o        (beat),
    .seal_valid_o  (seal_put),
    .seal_commit_o (seal_commit),
    .seal_space_i  (seal_space),
    .open_valid_o  (open_put),
    .open_commit_o (open_commit),
    .open_space_i  (open_space),
    .ctl_valid_o   (ctl_put),
    .ctl_commit_o  (ctl_commit),
    .ctl_free_i    (ctl_free),
    .rollback_o    (rollback),
    .reject_valid_o(reject_put),
    .reject_ready_i(reject_room),
    .reject_o      (reject_in),
    .good_o        (events_o.frame_in),
    .error_o       (events_o.frame_error)
  );

  link_queue #(
    .Depth(CreditBeats)
  ) u_seal_queue (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .valid_i      (seal_put),
    .beat_i       (beat),
    .commit_i     (seal_commit),
    .rollback_i   (rollback),
    .space_o      (seal_space),
    .req_valid_o  (seal_req_valid_o),
    .req_ready_i  (seal_req_ready_i),
    .req_o        (seal_req_o),
    .m_axis_tvalid(m_axis_seal_tvalid),
    .m_axis_tready(m_axis_seal_tready),
    .m_axis_tdata (m_axis_seal_tdata),
    .m_axis_tlast (m_axis_seal_tlast)
  );

  link_queue #(
    .Depth(CreditBeats)
  ) u_open_queue (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .valid_i      (open_put),
    .beat_i       (beat),
    .commit_i     (open_commit),
    .rollback_i   (rollback),
    .space_o      (open_space),
    .req_valid_o  (open_req_valid_o),
    .req_ready_i  (open_req_ready_i),
    .req_o        (open_req_o),
    .m_axis_tvalid(m_axis_open_tvalid),
    .m_axis_tready(m_axis_open_tready),
    .m_axis_tdata (m_axis_open_tdata),
    .m_axis_tlast (m_axis_open_tlast)
  );

  stream_fifo #(
    .Width($bits(link_pkg::reject_t)),
    .Depth(RejectDepth)
  ) u_rejects (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(reject_put),
    .ready_o(reject_room),
    .data_i (reject_in),
    .valid_o(reject_valid),
    .ready_i(reject_ready),
    .data_o (reject)
  );

  // --- control ---

  logic           ctl_full, ctl_done, ctl_beat_valid, ctl_beat_ready, ctl_answer_valid;
  logic           ctl_answer_ready;
  logic [127:0]   ctl_beat;
  link_pkg::req_t ctl_req;
  link_pkg::rsp_t ctl_answer;

  // Records taken in and not answered yet: a queue's worth of requests of one beat in each
  // direction, and those inside the engine.
  localparam int unsigned OwedW = $clog2(CreditBeats) + 3;
  logic [OwedW-1:0] owed_q;

  link_mailbox u_mailbox (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .free_o       (ctl_free),
    .valid_i      (ctl_put),
    .beat_i       (beat),
    .commit_i     (ctl_commit),
    .rollback_i   (rollback),
    .full_o       (ctl_full),
    .req_o        (ctl_req),
    .m_axis_tvalid(ctl_beat_valid),
    .m_axis_tready(ctl_beat_ready),
    .m_axis_tdata (ctl_beat),
    .done_i       (ctl_done)
  );

  link_ctl u_ctl (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .req_valid_i    (ctl_full),
    .req_i          (ctl_req),
    .s_axis_tvalid  (ctl_beat_valid),
    .s_axis_tready  (ctl_beat_ready),
    .s_axis_tdata   (ctl_beat),
    .req_done_o     (ctl_done),
    .reg_req_o      (reg_req_o),
    .reg_write_o    (reg_write_o),
    .reg_addr_o     (reg_addr_o),
    .reg_wdata_o    (reg_wdata_o),
    .reg_rdata_i    (reg_rdata_i),
    .ctl_req_valid_o(ctl_req_valid_o),
    .ctl_req_ready_i(ctl_req_ready_i),
    .ctl_req_o      (ctl_req_o),
    .m_axis_tvalid  (m_axis_ctl_tvalid),
    .m_axis_tready  (m_axis_ctl_tready),
    .m_axis_tdata   (m_axis_ctl_tdata),
    .ctl_rsp_valid_i(ctl_rsp_valid_i),
    .ctl_rsp_ready_o(ctl_rsp_ready_o),
    .ctl_rsp_i      (ctl_rsp_i),
    .rsp_valid_o    (ctl_answer_valid),
    .rsp_ready_i    (ctl_answer_ready),
    .rsp_o          (ctl_answer),
    .records_owed_i (owed_q != '0 || reject_valid),
    .boot_o         (boot_o)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      owed_q <= '0;
    end else begin
      owed_q <= owed_q + OwedW'(seal_commit) + OwedW'(open_commit) -
                OwedW'(seal_rsp_valid_i && seal_rsp_ready_o) -
                OwedW'(open_rsp_valid_i && open_rsp_ready_o);
    end
  end

  // --- out ---

  logic       tx_valid, tx_ready, tx_last;
  logic [7:0] tx_byte;

  link_tx u_tx (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .boot_i            (boot_o),
    .ctl_rsp_valid_i   (ctl_answer_valid),
    .ctl_rsp_ready_o   (ctl_answer_ready),
    .ctl_rsp_i         (ctl_answer),
    .s_axis_ctl_tvalid (s_axis_ctl_tvalid),
    .s_axis_ctl_tready (s_axis_ctl_tready),
    .s_axis_ctl_tdata  (s_axis_ctl_tdata),
    .seal_rsp_valid_i  (seal_rsp_valid_i),
    .seal_rsp_ready_o  (seal_rsp_ready_o),
    .seal_rsp_i        (seal_rsp_i),
    .s_axis_seal_tvalid(s_axis_seal_tvalid),
    .s_axis_seal_tready(s_axis_seal_tready),
    .s_axis_seal_tdata (s_axis_seal_tdata),
    .open_rsp_valid_i  (open_rsp_valid_i),
    .open_rsp_ready_o  (open_rsp_ready_o),
    .open_rsp_i        (open_rsp_i),
    .s_axis_open_tvalid(s_axis_open_tvalid),
    .s_axis_open_tready(s_axis_open_tready),
    .s_axis_open_tdata (s_axis_open_tdata),
    .reject_valid_i    (reject_valid),
    .reject_ready_o    (reject_ready),
    .reject_i          (reject),
    .m_axis_tvalid     (tx_valid),
    .m_axis_tready     (tx_ready),
    .m_axis_tdata      (tx_byte),
    .m_axis_tlast      (tx_last),
    .sent_o            (events_o.frame_out),
    .sent_opcode_o     (events_o.out_opcode),
    .sent_result_o     (events_o.out_result)
  );

  cobs_enc u_enc (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .s_axis_tvalid(tx_valid),
    .s_axis_tready(tx_ready),
    .s_axis_tdata (tx_byte),
    .s_axis_tlast (tx_last),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tdata (m_axis_tdata)
  );

endmodule
