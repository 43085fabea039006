// SPDX-License-Identifier: Apache-2.0
//
// End of the seal path: takes records in order, fetches cipher text and tag from their lanes and
// joins header, explicit nonce, cipher text and tag into the record that goes out.

module rec_seal_collect (
  input  logic                           clk_i,
  input  logic                           rst_ni,

  input  logic                           order_valid_i,
  output logic                           order_ready_o,
  input  rec_types_pkg::record_t         order_i,

  output rec_types_pkg::record_t         record_o,  // the record at hand

  // Asks for the record's result when its lane has it. Then: tag, cipher text.
  output logic                           drain_valid_o,
  input  logic                           drain_ready_i,
  input  logic                           lane_valid_i,
  input  logic                           lane_last_i,
  input  logic [127:0]                   lane_i,

  output logic                           out_valid_o,  // there is room
  output logic                           out_last_o,
  output logic [127:0]                   out_o,
  output logic                           commit_o,     // with the last beat

  output logic                           rsp_valid_o,  // there is room
  output rec_pkg::rec_rsp_t              rsp_o
);

  typedef enum logic [2:0] {
    StIdle, StHeader, StExplicit, StDrain, StTag0, StCipher, StTag, StAnswer
  } state_e;

  state_e                state_q;
  rec_types_pkg::record_t record_q;
  logic [127:0]          tag_q;
  logic [10:0]           left_q;  // bytes of cipher text still to come
  logic [15:0]           body_len_q;

  logic         piece_valid, packer_ready;
  logic [4:0]   piece_len;
  logic [127:0] piece;
  logic [15:0]  keep;  // bytes of the lane's beat: past the payload's end it has key stream

  assign keep = lane_last_i ? ccm_lane_pkg::keep_bytes(record_q.len[3:0]) : '1;

  assign order_ready_o = state_q == StIdle;
  assign record_o      = record_q;
  assign drain_valid_o = state_q == StDrain;

  always_comb begin
    piece_len = (left_q >= 11'd16) ? 5'd16 : left_q[4:0];
    piece     = ccm_lane_pkg::mask_bytes(keep) & lane_i;
    unique case (state_q)
      StHeader: begin
        piece_len = 5'd13;
        piece     = 128'(rec_wire_pkg::header(record_q.ctype, record_q.epoch, record_q.seq,
                                              body_len_q));
      end
      StExplicit: begin
        piece_len = 5'd8;
        piece     = {64'd0, rec_wire_pkg::be48(record_q.seq), rec_wire_pkg::be16(record_q.epoch)};
      end
      StTag: begin
        piece_len = record_q.tag_16 ? 5'd16 : 5'd8;
        piece     = record_q.tag_16 ? tag_q : {64'd0, tag_q[63:0]};
      end
      default: ;
    endcase
  end

  assign piece_valid = state_q == StHeader || state_q == StExplicit || state_q == StTag ||
                       (state_q == StCipher && lane_valid_i);

  byte_packer u_packer (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(piece_valid),
    .ready_o(packer_ready),
    .len_i  (piece_len),
    .last_i (state_q == StTag),
    .data_i (piece),
    .valid_o(out_valid_o),
    .last_o (out_last_o),
    .data_o (out_o)
  );

  assign commit_o = out_valid_o && out_last_o;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle: if (order_valid_i) begin
          state_q <= (order_i.result == rec_pkg::ResOk) ? StHeader : StAnswer;
        end
        StHeader:   if (packer_ready) state_q <= StExplicit;
        StExplicit: if (packer_ready) state_q <= StDrain;
        StDrain:    if (drain_ready_i) state_q <= StTag0;
        StTag0:     if (lane_valid_i) state_q <= lane_last_i ? StTag : StCipher;
        StCipher:   if (lane_valid_i && lane_last_i) state_q <= StTag;
        StTag:      state_q <= StAnswer;
        StAnswer:   if (rsp_valid_o) state_q <= StIdle;
        default:    state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      StIdle: begin
        record_q <= order_i;
        left_q   <= order_i.len;
        body_len_q <= 16'(order_i.len) + 16'(rec_types_pkg::ExplicitLen) +
                      16'(rec_types_pkg::tag_len(order_i.tag_16));
      end
      StTag0:   if (lane_valid_i) tag_q <= lane_i;
      StCipher: if (lane_valid_i) left_q <= left_q - 11'd16;  // meaningless after the last one
      default: ;
    endcase
  end

  // With the commit at the earliest, so it still overtakes the beats in the FIFO's prefetch.
  logic sealed;
  assign sealed      = record_q.result == rec_pkg::ResOk;
  assign rsp_valid_o = state_q == StAnswer && packer_ready;

  always_comb begin
    rsp_o               = '0;
    rsp_o.tag           = record_q.tag;
    rsp_o.result        = record_q.result;
    rsp_o.hard_limit    = record_q.hard_limit;
    rsp_o.soft_limit    = record_q.soft_limit;
    rsp_o.len           = sealed ? body_len_q + 16'(rec_types_pkg::HeaderLen) : '0;
    rsp_o.seq           = record_q.seq;
  end

endmodule
