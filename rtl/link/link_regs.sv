// SPDX-License-Identifier: Apache-2.0
//
// What the generated register file reports and counts (docs/PROTOCOL.md section 8).

module link_regs #(
  parameter int unsigned NumLanes    = 1,
  parameter int unsigned NumSessions = 128,
  parameter int unsigned CreditBeats = 512,
  parameter logic [31:0] BuildId     = 32'd0
) (
  input  logic              clk_i,
  input  logic              rst_ni,

  input  logic              req_i,  // answered in the same cycle
  input  logic              write_i,
  input  logic [7:0]        addr_i,
  input  logic [31:0]       wdata_i,
  output logic [31:0]       rdata_o,

  input  logic [15:0]       boot_i,
  input  logic [15:0]       sessions_i,
  input  link_pkg::events_t events_i
);

  dtl_regs_pkg::dtl_regs__in_t hw;
  logic                        is_seal, is_open, is_ok;

  assign is_seal = events_i.frame_out && events_i.out_opcode == link_pkg::OpSeal;
  assign is_open = events_i.frame_out && events_i.out_opcode == link_pkg::OpOpen;
  assign is_ok   = events_i.out_result == rec_pkg::ResOk;

  assign hw.BUILD.revision.next    = BuildId;
  assign hw.CAPS0.sessions.next    = 16'(NumSessions);
  assign hw.CAPS0.lanes.next       = 8'(NumLanes);
  assign hw.CAPS1.payload_max.next = 16'(ccm_pkg::PayloadMax);
  assign hw.CAPS1.window_max.next  = 16'(rec_pkg::WindowMax);
  assign hw.CREDIT.seal.next       = 16'(CreditBeats);
  assign hw.CREDIT.open.next       = 16'(CreditBeats);
  assign hw.STATUS.boot.next       = boot_i;
  assign hw.STATUS.sessions.next   = sessions_i;

  logic [15:0] hit;  // a record was answered with this result
  assign hit = (is_seal || is_open) ? 16'd1 << events_i.out_result : '0;

  assign hw.RESULT_1.count.incr       = hit[1];
  assign hw.RESULT_2.count.incr       = hit[2];
  assign hw.RESULT_3.count.incr       = hit[3];
  assign hw.RESULT_4.count.incr       = hit[4];
  assign hw.RESULT_5.count.incr       = hit[5];
  assign hw.RESULT_6.count.incr       = hit[6];
  assign hw.RESULT_7.count.incr       = hit[7];
  assign hw.RESULT_8.count.incr       = hit[8];
  assign hw.RESULT_9.count.incr       = hit[9];
  assign hw.RESULT_10.count.incr      = hit[10];
  assign hw.RESULT_11.count.incr      = hit[11];
  assign hw.RESULT_12.count.incr      = hit[12];
  assign hw.SEALED.count.incr         = is_seal && is_ok;
  assign hw.OPENED.count.incr         = is_open && is_ok;
  assign hw.FRAMES_IN.count.incr      = events_i.frame_in;
  assign hw.FRAMES_OUT.count.incr     = events_i.frame_out;
  assign hw.FRAME_ERRORS.count.incr   = events_i.frame_error;

  logic unused_hit;
  assign unused_hit = &{hit[15:13], hit[0]};

  // Never a stall, never an error, always acknowledged at once.
  logic stall_wr, stall_rd, rd_ack, rd_err, wr_ack, wr_err, unused_bus;
  assign unused_bus = &{stall_wr, stall_rd, rd_ack, rd_err, wr_ack, wr_err};

  dtl_regs u_regs (
    .clk                 (clk_i),
    .arst_n              (rst_ni),
    .s_cpuif_req         (req_i),
    .s_cpuif_req_is_wr   (write_i),
    .s_cpuif_addr        (addr_i),
    .s_cpuif_wr_data     (wdata_i),
    .s_cpuif_wr_biten    ('1),
    .s_cpuif_req_stall_wr(stall_wr),
    .s_cpuif_req_stall_rd(stall_rd),
    .s_cpuif_rd_ack      (rd_ack),
    .s_cpuif_rd_err      (rd_err),
    .s_cpuif_rd_data     (rdata_o),
    .s_cpuif_wr_ack      (wr_ack),
    .s_cpuif_wr_err      (wr_err),
    .hwif_in             (hw)
  );

endmodule
