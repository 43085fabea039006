// SPDX-License-Identifier: Apache-2.0
//
// Decoded frames to requests: checks CRC and length, packs bytes to beats and writes them, as they
// come, where the opcode says. What was written counts only once it is committed at the end of a
// good frame. A request that cannot be served is answered from here (docs/PROTOCOL.md sections 1
// and 6).

module link_rx #(
  parameter int unsigned SpaceW = 10  // of a record FIFO's free beats
) (
  input  logic               clk_i,
  input  logic               rst_ni,

  // From the COBS decoder.
  input  logic               byte_valid_i,
  input  logic [7:0]         byte_i,
  input  logic               end_valid_i,
  input  logic               end_bad_i,
  output logic               ready_o,

  // Header and payload beats, to one place at a time. Then that place's commit, or rollback to all.
  output logic [127:0]       beat_o,
  output logic               seal_valid_o,
  output logic               seal_commit_o,
  input  logic [SpaceW-1:0]  seal_space_i,
  output logic               open_valid_o,
  output logic               open_commit_o,
  input  logic [SpaceW-1:0]  open_space_i,
  output logic               ctl_valid_o,
  output logic               ctl_commit_o,
  input  logic               ctl_free_i,
  output logic               rollback_o,

  output logic               reject_valid_o,
  input  logic               reject_ready_i,
  output link_pkg::reject_t  reject_o,

  output logic               good_o,  // a frame arrived
  output logic               error_o  // a frame was dropped
);

  localparam int unsigned Overhead  = link_pkg::HeaderBytes + link_pkg::CrcBytes;
  localparam int unsigned FrameMax  = Overhead + link_pkg::PayloadMax;
  localparam int unsigned PosW      = $clog2(FrameMax + 2);
  localparam logic [PosW-1:0] HeaderEnd = PosW'(link_pkg::HeaderBytes - 1);
  localparam logic [PosW-1:0] TooLong   = PosW'(FrameMax + 1);

  typedef enum logic [2:0] {
    DestNone,    // the header is not complete
    DestRefuse,
    DestBusy,
    DestSeal,
    DestOpen,
    DestCtl
  } dest_e;

  logic            take, byte_take, end_take, wait_ctl;
  logic [PosW-1:0] pos_q;      // bytes of the frame so far, up to TooLong
  logic [7:0]      opcode_q;
  logic [15:0]     tag_q, length_q;
  dest_e           dest_q, dest_d;
  logic            beat_full_q;
  logic [31:0]     crc;

  // Room for one answer from here is kept at all times; a control request waits for its turn.
  assign wait_ctl  = dest_q == DestCtl && !ctl_free_i;
  assign ready_o   = reject_ready_i && !wait_ctl;
  assign take      = ready_o;
  assign byte_take = byte_valid_i && take;
  assign end_take  = end_valid_i && take;

  // --- header ---

  always_ff @(posedge clk_i) begin
    if (byte_take) begin
      unique case (pos_q)
        PosW'(0): opcode_q       <= byte_i;
        PosW'(2): tag_q[15:8]    <= byte_i;
        PosW'(3): tag_q[7:0]     <= byte_i;
        PosW'(8): length_q[15:8] <= byte_i;
        PosW'(9): length_q[7:0]  <= byte_i;
        default: ;
      endcase
    end
  end

  logic [SpaceW-1:0] need_q;  // beats, header included; means nothing if the length is too long
  logic              length_ok_q, seal_fits_q, open_fits_q;

  always_ff @(posedge clk_i) begin
    need_q      <= SpaceW'(((16'(length_q) + 16'd15) >> 4) + 16'd1);
    length_ok_q <= length_q <= 16'(link_pkg::PayloadMax);
    seal_fits_q <= seal_space_i >= need_q;
    open_fits_q <= open_space_i >= need_q;
  end

  always_comb begin
    unique case (opcode_q)
      link_pkg::OpSeal:
        dest_d = !length_ok_q ? DestRefuse : seal_fits_q ? DestSeal : DestBusy;
      link_pkg::OpOpen:
        dest_d = !length_ok_q ? DestRefuse : open_fits_q ? DestOpen : DestBusy;
      link_pkg::OpInstall:
        dest_d = length_q == 16'(link_pkg::InstallBytes) ? DestCtl : DestRefuse;
      link_pkg::OpAttach, link_pkg::OpRead, link_pkg::OpWrite, link_pkg::OpRemove,
      link_pkg::OpQuery:
        dest_d = length_q == '0 ? DestCtl : DestRefuse;
      default: dest_d = DestRefuse;
    endcase
  end

  // --- beats ---

  logic            in_body;
  logic [PosW-1:0] body_end_q;  // position of the last byte of the body

  assign in_body = pos_q < PosW'(link_pkg::HeaderBytes) || pos_q <= body_end_q;

  always_ff @(posedge clk_i) begin
    if (byte_take && pos_q == HeaderEnd) body_end_q <= HeaderEnd + PosW'(length_q);
    if (byte_take) begin
      if (pos_q[3:0] == '0) beat_o <= {120'd0, byte_i};
      else                  beat_o[8*pos_q[3:0] +: 8] <= byte_i;
    end
    if (end_take) beat_o <= '0;  // a frame that was cut may have carried half a key
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pos_q       <= '0;
      dest_q      <= DestNone;
      beat_full_q <= 1'b0;
    end else if (take) begin
      beat_full_q <= byte_take && in_body &&
                     (pos_q[3:0] == '1 || (dest_q != DestNone && pos_q == body_end_q));
      if (end_take) begin
        pos_q  <= '0;
        dest_q <= DestNone;
      end else if (byte_take) begin
        if (pos_q != TooLong)   pos_q  <= pos_q + 1'b1;
        if (pos_q == HeaderEnd) dest_q <= dest_d;
      end
    end
  end

  logic beat_take;
  assign beat_take    = beat_full_q && take;
  assign seal_valid_o = beat_take && dest_q == DestSeal;
  assign open_valid_o = beat_take && dest_q == DestOpen;
  assign ctl_valid_o  = beat_take && dest_q == DestCtl;

  // --- verdict ---

  link_crc32 u_crc (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(end_take),
    .valid_i(byte_take),
    .data_i (byte_i),
    .crc_o  (crc)
  );

  logic good, fits;

  assign good = !end_bad_i && crc == link_pkg::CrcResidue && pos_q >= PosW'(Overhead) &&
                pos_q != TooLong;
  assign fits = 16'(pos_q) - 16'(Overhead) == length_q;

  assign good_o        = end_take && good;
  assign error_o       = end_take && !good;
  assign seal_commit_o = good_o && fits && dest_q == DestSeal;
  assign open_commit_o = good_o && fits && dest_q == DestOpen;
  assign ctl_commit_o  = good_o && fits && dest_q == DestCtl;
  assign rollback_o    = end_take && !(seal_commit_o || open_commit_o || ctl_commit_o);

  assign reject_valid_o  = good_o && (!fits || dest_q == DestRefuse || dest_q == DestBusy);
  assign reject_o.opcode = opcode_q;
  assign reject_o.tag    = tag_q;
  assign reject_o.result = (fits && dest_q == DestBusy) ? rec_pkg::ResBusy : rec_pkg::ResRefused;

`ifdef FORMAL
  // For tests/formal/link_credit_proof.sv and link_rx_proof.sv.
  logic f_header, f_refuse, f_busy, f_seal, f_open, f_ctl;
  assign f_header = dest_q == DestNone;
  assign f_refuse = dest_q == DestRefuse;
  assign f_busy   = dest_q == DestBusy;
  assign f_seal   = dest_q == DestSeal;
  assign f_open   = dest_q == DestOpen;
  assign f_ctl    = dest_q == DestCtl;
`endif

endmodule
