// SPDX-License-Identifier: Apache-2.0
//
// Raw keys of all sessions, and the one expander that turns a record's key into the round keys of
// its lane buffer. Keys are write-only: the RAM's only reader is the expander.
//
// A record takes 25 (32) cycles: with 4 lanes that is the limit below 64 bytes. A lane buffer
// that holds the key already would not need one.

module rec_keys #(
  parameter int unsigned NumSessions = 128,
  parameter bit          SboxGates   = 1'b0,
  localparam int unsigned SlotW = $clog2(NumSessions)
) (
  input  logic                            clk_i,
  input  logic                            rst_ni,

  // Control: {slot, receive, half}; a key's first 16 bytes are half 0.
  input  logic                            we_i,
  input  logic [SlotW+1:0]                waddr_i,
  input  logic [127:0]                    wdata_i,
  input  logic                            wipe_i,  // while idle_o, waddr_i at a key overwritten before
  output logic                            idle_o,

  // A record's key goes to its lane's buffer.
  input  logic                            start_i,
  output logic                            ready_o,
  input  logic                            receive_i,
  input  logic [SlotW-1:0]                slot_i,
  input  logic                            key_256_i,
  input  logic [ccm_pkg::LaneW-1:0]       lane_i,
  input  logic [ccm_pkg::LaneBufW-1:0]    buffer_i,

  output logic                            key_we_o,
  output logic [ccm_pkg::LaneW-1:0]       key_lane_o,
  output logic [ccm_pkg::LaneBufW-1:0]    key_buffer_o,
  output logic [3:0]                      key_addr_o,
  output logic [127:0]                    key_o
);

  typedef enum logic [2:0] {StIdle, StRead0, StRead1, StStart, StExpand} state_e;

  state_e         state_q;
  logic [SlotW:0] key_index_q;  // {slot, receive}
  logic           key_256_q;
  logic           into_lane_q;  // no wipe
  logic [127:0]   half;
  logic           expander_we, expander_ready, expander_last;

  assign ready_o = state_q == StIdle;
  assign idle_o  = state_q == StIdle && expander_ready;

  // An output two cycles behind its address: the halves come as the expander wants them.
  ram_1r1w #(
    .Width(128),
    .Depth(4 * NumSessions)
  ) u_keys (
    .clk_i  (clk_i),
    .we_i   (we_i),
    .waddr_i(waddr_i),
    .wdata_i(wdata_i),
    .raddr_i({key_index_q, state_q == StRead1}),
    .rdata_o(half)
  );

  aes_key_expand #(
    .SboxGates(SboxGates)
  ) u_expand (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .valid_i  (state_q == StStart),
    .ready_o  (expander_ready),
    .last_o   (expander_last),
    .key_256_i(key_256_q),
    .half_i   (half),
    .we_o     (expander_we),
    .addr_o   (key_addr_o),
    .key_o    (key_o)
  );

  assign key_we_o = expander_we && into_lane_q;

  // The next record may come with the last round key of this one.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle:   if (start_i || wipe_i) state_q <= StRead0;
        StRead0:  state_q <= StRead1;
        StRead1:  state_q <= StStart;
        StStart:  state_q <= StExpand;
        StExpand: if (expander_last) state_q <= StIdle;
        default:  state_q <= StIdle;
      endcase
    end
  end

  // A wipe expands a key that control has overwritten, into no lane: so it overwrites all that the RAM's
  // output and the expander have held.
  always_ff @(posedge clk_i) begin
    if (state_q == StIdle) begin
      key_index_q  <= wipe_i ? waddr_i[SlotW+1:1] : {slot_i, receive_i};
      key_256_q    <= key_256_i || wipe_i;
      into_lane_q  <= !wipe_i;
      key_lane_o   <= lane_i;
      key_buffer_o <= buffer_i;
    end
  end

endmodule
