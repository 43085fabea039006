// SPDX-License-Identifier: Apache-2.0
//
// Raw keys of all sessions, and the one expander that turns a record's key into the round keys of
// its lane buffer. Keys are write-only: the RAM's only reader is the expander.
//
// An expansion takes 23 (31) cycles: with 4 lanes that is the limit below 64 bytes. A lane buffer
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
  input  logic                            wipe_i,  // while idle_o: overwrites the expander's copy
  output logic                            idle_o,

  // A record's key goes to its lane's buffer.
  input  logic                            start_i,
  output logic                            ready_o,
  input  logic                            receive_i,
  input  logic [SlotW-1:0]                slot_i,
  input  logic                            key_256_i,
  input  logic [rec_types_pkg::LaneW-1:0] lane_i,
  input  logic [ccm_pkg::LaneBufW-1:0]    buffer_i,

  output logic                            key_we_o,
  output logic [rec_types_pkg::LaneW-1:0] key_lane_o,
  output logic [ccm_pkg::LaneBufW-1:0]    key_buffer_o,
  output logic [3:0]                      key_addr_o,
  output logic [127:0]                    key_o
);

  typedef enum logic [2:0] {StIdle, StRead0, StRead1, StHold0, StHold1, StOffer} state_e;

  state_e                          state_q;
  logic [SlotW:0]                  key_index_q;  // {slot, receive}
  logic                            key_256_q;
  logic [rec_types_pkg::LaneW-1:0] lane_q;
  logic [ccm_pkg::LaneBufW-1:0]    buffer_q;
  logic [127:0]                    half, half0_q, half1_q;
  logic                            into_q, into_lane_q;  // no wipe: fetched, expanded
  logic                            expander_we;
  logic                            expander_ready, offer;

  assign ready_o = state_q == StIdle;
  assign idle_o  = state_q == StIdle && expander_ready;
  assign offer   = state_q == StOffer;

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

  // A wipe expands a key of zeros into no lane: it overwrites all that the expander has held.
  aes_key_expand #(
    .SboxGates(SboxGates)
  ) u_expand (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .valid_i  (offer),
    .ready_o  (expander_ready),
    .key_256_i(key_256_q),
    .key_i    ({half1_q, half0_q}),
    .we_o     (expander_we),
    .addr_o   (key_addr_o),
    .key_o    (key_o)
  );

  assign key_we_o = expander_we && into_lane_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle:  if (start_i || wipe_i) state_q <= StRead0;
        StRead0: state_q <= StRead1;
        StRead1: state_q <= StHold0;
        StHold0: state_q <= StHold1;
        StHold1: state_q <= StOffer;
        StOffer: if (expander_ready) state_q <= StIdle;
        default: state_q <= StIdle;
      endcase
    end
  end

  // The fetch of a key overlaps with the expansion of the one before.
  always_ff @(posedge clk_i) begin
    unique case (state_q)
      StIdle: begin
        key_index_q <= {slot_i, receive_i};
        key_256_q   <= key_256_i || wipe_i;
        lane_q      <= lane_i;
        buffer_q    <= buffer_i;
        into_q      <= !wipe_i;
      end
      StHold0: half0_q <= into_q ? half : '0;
      StHold1: half1_q <= into_q ? half : '0;
      StOffer: if (expander_ready) begin
        key_lane_o   <= lane_q;
        key_buffer_o <= buffer_q;
        into_lane_q  <= into_q;
      end
      default: ;
    endcase
  end

endmodule
