// SPDX-License-Identifier: Apache-2.0
//
// Responses to frames: takes turns between its sources, a frame at a time, and puts out header,
// payload and CRC as bytes, for the COBS encoder (docs/PROTOCOL.md sections 1 and 3).

module link_tx (
  input  logic               clk_i,
  input  logic               rst_ni,

  input  logic [15:0]        boot_i,

  input  logic               ctl_rsp_valid_i,
  output logic               ctl_rsp_ready_o,
  input  link_pkg::rsp_t     ctl_rsp_i,
  input  logic               s_axis_ctl_tvalid,
  output logic               s_axis_ctl_tready,
  input  logic [127:0]       s_axis_ctl_tdata,

  input  logic               seal_rsp_valid_i,
  output logic               seal_rsp_ready_o,
  input  rec_pkg::rec_rsp_t  seal_rsp_i,
  input  logic               s_axis_seal_tvalid,
  output logic               s_axis_seal_tready,
  input  logic [127:0]       s_axis_seal_tdata,

  input  logic               open_rsp_valid_i,
  output logic               open_rsp_ready_o,
  input  rec_pkg::rec_rsp_t  open_rsp_i,
  input  logic               s_axis_open_tvalid,
  output logic               s_axis_open_tready,
  input  logic [127:0]       s_axis_open_tdata,

  input  logic               reject_valid_i,
  output logic               reject_ready_o,
  input  link_pkg::reject_t  reject_i,

  output logic               m_axis_tvalid,
  input  logic               m_axis_tready,
  output logic [7:0]         m_axis_tdata,
  output logic               m_axis_tlast,

  output logic               sent_o,  // a frame began; what follows describes it
  output logic [7:0]         sent_opcode_o,
  output rec_pkg::result_e   sent_result_o
);

  localparam int unsigned Sources = 4;
  localparam int unsigned LeftW = $clog2(link_pkg::HeaderBytes + link_pkg::PayloadMax + 1);
  localparam logic [1:0] SrcCtl = 2'd0, SrcSeal = 2'd1, SrcOpen = 2'd2, SrcReject = 2'd3;

  function automatic link_pkg::rsp_t record_rsp(logic [7:0] opcode, rec_pkg::rec_rsp_t r);
    record_rsp.opcode = opcode;
    record_rsp.result = r.result;
    record_rsp.tag    = r.tag;
    record_rsp.ctype  = r.ctype;
    record_rsp.flags  = {4'd0, r.first_auth, r.bad_mac_limit, r.hard_limit, r.soft_limit};
    record_rsp.length = r.len;
    record_rsp.seq    = r.seq;
  endfunction

  typedef enum logic [1:0] {StIdle, StBody, StCrc} state_e;
  state_e           state_q;
  logic [1:0]       source_q, source_d;  // whose frame is going, or went last
  logic [127:0]     beat_q;              // bytes not sent yet, the next one in [7:0]
  logic             have_q;              // beat_q has a byte
  logic [3:0]       index_q;             // of that byte in its beat, or of the CRC's byte
  logic [LeftW-1:0] left_q;              // bytes of the body still to go
  logic             begins, step, next_beat, beat_valid;
  logic [31:0]      crc;

  // --- whose turn ---

  logic [Sources-1:0]            rsp_valid;
  link_pkg::rsp_t [Sources-1:0]  rsp;
  link_pkg::rsp_t                chosen;

  assign rsp_valid[SrcCtl]    = ctl_rsp_valid_i;
  assign rsp_valid[SrcSeal]   = seal_rsp_valid_i;
  assign rsp_valid[SrcOpen]   = open_rsp_valid_i;
  assign rsp_valid[SrcReject] = reject_valid_i;
  always_comb begin
    rsp                   = '0;
    rsp[SrcCtl]           = ctl_rsp_i;
    rsp[SrcSeal]          = record_rsp(link_pkg::OpSeal, seal_rsp_i);
    rsp[SrcOpen]          = record_rsp(link_pkg::OpOpen, open_rsp_i);
    rsp[SrcReject].opcode = reject_i.opcode;
    rsp[SrcReject].result = reject_i.result;
    rsp[SrcReject].tag    = reject_i.tag;
  end

  // The first one after the last one served.
  always_comb begin
    source_d = source_q;
    for (int unsigned i = Sources - 1; i > 0; i--) begin
      if (rsp_valid[source_q + 2'(i)]) source_d = source_q + 2'(i);
    end
  end

  always_comb begin
    chosen = '0;
    for (int unsigned s = 0; s < Sources; s++) begin
      if (source_d == 2'(s)) chosen = rsp[s];
    end
  end
  assign begins = state_q == StIdle && rsp_valid != '0;
  assign ctl_rsp_ready_o  = begins && source_d == SrcCtl;
  assign seal_rsp_ready_o = begins && source_d == SrcSeal;
  assign open_rsp_ready_o = begins && source_d == SrcOpen;
  assign reject_ready_o   = begins && source_d == SrcReject;

  // --- beats to bytes ---

  assign step = m_axis_tvalid && m_axis_tready;
  assign next_beat = state_q == StBody &&
                     (!have_q || (step && index_q == '1 && left_q != LeftW'(1)));
  assign s_axis_ctl_tready  = next_beat && source_q == SrcCtl;
  assign s_axis_seal_tready = next_beat && source_q == SrcSeal;
  assign s_axis_open_tready = next_beat && source_q == SrcOpen;

  logic [127:0] payload;
  always_comb begin
    unique case (source_q)
      SrcCtl:  {beat_valid, payload} = {s_axis_ctl_tvalid, s_axis_ctl_tdata};
      SrcSeal: {beat_valid, payload} = {s_axis_seal_tvalid, s_axis_seal_tdata};
      default: {beat_valid, payload} = {s_axis_open_tvalid, s_axis_open_tdata};
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (begins) begin
      beat_q <= link_pkg::swap_bytes({chosen.opcode | 8'h80, 4'd0, chosen.result, chosen.tag,
                                      chosen.ctype, chosen.flags, chosen.length, boot_i,
                                      chosen.seq});
      left_q <= LeftW'(link_pkg::HeaderBytes) + LeftW'(chosen.length);
    end else begin
      if (next_beat) beat_q <= payload;
      else if (step) beat_q <= beat_q >> 8;
      if (step && state_q == StBody) left_q <= left_q - 1'b1;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q  <= StIdle;
      source_q <= SrcCtl;
      have_q   <= 1'b0;
      index_q  <= '0;
    end else begin
      unique case (state_q)
        StIdle: begin
          index_q <= '0;
          have_q  <= 1'b1;
          if (begins) begin
            state_q  <= StBody;
            source_q <= source_d;
          end
        end
        StBody: begin
          if (next_beat) have_q <= beat_valid;
          if (step) index_q <= index_q + 1'b1;
          if (step && left_q == LeftW'(1)) begin
            state_q <= StCrc;
            index_q <= '0;
          end
        end
        default: if (step) begin
          index_q <= index_q + 1'b1;
          if (m_axis_tlast) state_q <= StIdle;
        end
      endcase
    end
  end

  // --- bytes out ---

  link_crc32 u_crc (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(begins),
    .valid_i(step && state_q == StBody),
    .data_i (beat_q[7:0]),
    .crc_o  (crc)
  );

  assign m_axis_tvalid = state_q == StCrc || (state_q == StBody && have_q);
  assign m_axis_tdata  = state_q == StCrc ? ~crc[8*index_q[1:0] +: 8] : beat_q[7:0];
  assign m_axis_tlast  = state_q == StCrc && index_q == 4'(link_pkg::CrcBytes - 1);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) sent_o <= 1'b0;
    else         sent_o <= begins;
  end

  always_ff @(posedge clk_i) begin
    sent_opcode_o <= chosen.opcode;
    sent_result_o <= chosen.result;
  end

`ifdef FORMAL
  // For tests/formal/link_tx_proof.sv.
  logic f_idle, f_body, f_crc;
  assign f_idle = state_q == StIdle;
  assign f_body = state_q == StBody;
  assign f_crc  = state_q == StCrc;
`endif

endmodule
