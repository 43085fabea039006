// SPDX-License-Identifier: Apache-2.0
//
// The lanes of the record engine: NumLanes of ccm_lane, or a compact one. Index 0 is seal, 1 is open.

module rec_lanes #(
  parameter int unsigned NumLanes  = 1,
  parameter bit          Compact   = 1'b0,
  parameter bit          SboxGates = 1'b0
) (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  input  logic                              req_valid_i,
  output logic                              req_ready_o,
  input  ccm_pkg::lane_req_t                req_i,
  output logic [ccm_pkg::LaneW-1:0]         req_lane_o,    // with ready and a cycle longer: where the record is
  output logic [ccm_pkg::LaneBufW-1:0]      req_buffer_o,

  // Beats of the record that was taken last.
  input  logic                              beat_valid_i,
  output logic                              beat_ready_o,
  input  logic [127:0]                      beat_i,

  // Round keys of the records, in the order of their requests.
  input  logic                              key_we_i,
  input  logic [ccm_pkg::LaneW-1:0]         key_lane_i,
  input  logic [ccm_pkg::LaneBufW-1:0]      key_buffer_i,
  input  logic [3:0]                        key_addr_i,
  input  logic [127:0]                      key_i,

  // Ask for a record; ready when it is done and comes out: the whole 16-byte tag, the trailer if there
  // is one, then the payload blocks, whose bytes past the record's end are garbage. No back-pressure:
  // who asks has room.
  input  logic [1:0]                        drain_valid_i,
  output logic [1:0]                        drain_ready_o,
  input  logic [1:0][ccm_pkg::LaneW-1:0]    drain_lane_i,
  input  logic [1:0][ccm_pkg::LaneBufW-1:0] drain_buffer_i,
  output logic [1:0]                        out_valid_o,  // whose
  output logic                              out_last_o,
  output logic [127:0]                      out_o,

  // Overwrites every round key and every buffer. Only while idle_o; done when idle_o again.
  input  logic                              wipe_i,
  output logic                              idle_o
);

  if (Compact) begin : gen_compact
    if (NumLanes != 1) begin : gen_too_many
      $error("rec_lanes: NumLanes is %0d, there is one compact lane", NumLanes);
    end

    rec_lane_compact u_lane (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .req_valid_i   (req_valid_i),
      .req_ready_o   (req_ready_o),
      .req_i         (req_i),
      .req_buffer_o  (req_buffer_o),
      .beat_valid_i  (beat_valid_i),
      .beat_ready_o  (beat_ready_o),
      .beat_i        (beat_i),
      .key_we_i      (key_we_i),
      .key_buffer_i  (key_buffer_i),
      .key_addr_i    (key_addr_i),
      .key_i         (key_i),
      .drain_valid_i (drain_valid_i),
      .drain_ready_o (drain_ready_o),
      .drain_buffer_i(drain_buffer_i),
      .out_valid_o   (out_valid_o),
      .out_last_o    (out_last_o),
      .out_o         (out_o),
      .wipe_i        (wipe_i),
      .idle_o        (idle_o)
    );
    assign req_lane_o = '0;

    logic unused_lane;
    assign unused_lane = &{key_lane_i, drain_lane_i};
  end else begin : gen_full
    ccm_lanes #(
      .NumLanes (NumLanes),
      .SboxGates(SboxGates)
    ) u_lanes (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .req_valid_i   (req_valid_i),
      .req_ready_o   (req_ready_o),
      .req_i         (req_i),
      .req_lane_o    (req_lane_o),
      .req_buffer_o  (req_buffer_o),
      .beat_valid_i  (beat_valid_i),
      .beat_ready_o  (beat_ready_o),
      .beat_i        (beat_i),
      .key_we_i      (key_we_i),
      .key_lane_i    (key_lane_i),
      .key_buffer_i  (key_buffer_i),
      .key_addr_i    (key_addr_i),
      .key_i         (key_i),
      .drain_valid_i (drain_valid_i),
      .drain_ready_o (drain_ready_o),
      .drain_lane_i  (drain_lane_i),
      .drain_buffer_i(drain_buffer_i),
      .out_valid_o   (out_valid_o),
      .out_last_o    (out_last_o),
      .out_o         (out_o),
      .wipe_i        (wipe_i),
      .idle_o        (idle_o)
    );
  end

endmodule
