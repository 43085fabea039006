// SPDX-License-Identifier: Apache-2.0
//
// NumLanes CCM lanes seen as one: a record goes to the least loaded lane, results come back from
// the lane that is named. Index 0 is seal, 1 is open.

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
  output logic [rec_types_pkg::LaneW-1:0]   req_lane_o,    // with ready: where the record is
  output logic [ccm_pkg::LaneBufW-1:0]      req_buffer_o,

  // Beats of the record that was taken last.
  input  logic                              beat_valid_i,
  output logic                              beat_ready_o,
  input  logic [127:0]                      beat_i,

  input  logic                              key_we_i,
  input  logic [rec_types_pkg::LaneW-1:0]   key_lane_i,
  input  logic [ccm_pkg::LaneBufW-1:0]      key_buffer_i,
  input  logic [3:0]                        key_addr_i,
  input  logic [127:0]                      key_i,

  input  logic [1:0]                        drain_valid_i,
  output logic [1:0]                        drain_ready_o,
  input  logic [1:0][rec_types_pkg::LaneW-1:0] drain_lane_i,
  input  logic [1:0][ccm_pkg::LaneBufW-1:0] drain_buffer_i,
  output logic [1:0]                        out_valid_o,
  output logic [1:0]                        out_last_o,
  output logic [1:0][127:0]                 out_o,

  input  logic                              wipe_i,   // while idle_o; done when idle_o again
  output logic                              idle_o
);

  typedef logic [rec_types_pkg::LaneW-1:0] lane_t;

  logic [NumLanes-1:0]                              req_ready, beat_ready, idle, out_last;
  logic [NumLanes-1:0][ccm_pkg::LaneBufW-1:0]       req_buffer;
  logic [NumLanes-1:0][ccm_pkg::LaneBufW:0]         load;
  logic [NumLanes-1:0][1:0]                         drain_ready, out_valid;
  logic [NumLanes-1:0][127:0]                       out;

  // Requests are several cycles apart, so a load that is a cycle old misses no record. A request
  // that is not taken yet moves on to a lane that has become freer.
  lane_t                      least, choice_q, loading_q;
  logic [ccm_pkg::LaneBufW:0] least_load;

  always_comb begin
    least      = '0;
    least_load = load[0];
    for (int unsigned l = 1; l < NumLanes; l++) begin
      if (load[l] < least_load) begin
        least      = lane_t'(l);
        least_load = load[l];
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      choice_q  <= '0;
      loading_q <= '0;
    end else begin
      choice_q <= least;
      if (req_valid_i && req_ready_o) loading_q <= choice_q;
    end
  end

  for (genvar l = 0; l < NumLanes; l++) begin : gen_lane
    logic [1:0] drain_valid;
    assign drain_valid[0] = drain_valid_i[0] && drain_lane_i[0] == lane_t'(l);
    assign drain_valid[1] = drain_valid_i[1] && drain_lane_i[1] == lane_t'(l);

    rec_lane_port #(
      .Compact  (Compact),
      .SboxGates(SboxGates)
    ) u_port (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .req_valid_i   (req_valid_i && choice_q == lane_t'(l)),
      .req_ready_o   (req_ready[l]),
      .req_i         (req_i),
      .req_buffer_o  (req_buffer[l]),
      .load_o        (load[l]),
      .beat_valid_i  (beat_valid_i && loading_q == lane_t'(l)),
      .beat_ready_o  (beat_ready[l]),
      .beat_i        (beat_i),
      .key_we_i      (key_we_i && key_lane_i == lane_t'(l)),
      .key_buffer_i  (key_buffer_i),
      .key_addr_i    (key_addr_i),
      .key_i         (key_i),
      .drain_valid_i (drain_valid),
      .drain_ready_o (drain_ready[l]),
      .drain_buffer_i(drain_buffer_i),
      .out_valid_o   (out_valid[l]),
      .out_last_o    (out_last[l]),
      .out_o         (out[l]),
      .wipe_i        (wipe_i),
      .idle_o        (idle[l])
    );
  end

  // A direction drains one lane at a time, so an OR joins them.
  logic [1:0]        any_valid, any_last;
  logic [1:0][127:0] any_out;

  always_comb begin
    req_ready_o   = 1'b0;
    req_buffer_o  = '0;
    beat_ready_o  = 1'b0;
    drain_ready_o = '0;
    any_valid     = '0;
    any_last      = '0;
    any_out       = '0;
    for (int unsigned l = 0; l < NumLanes; l++) begin
      if (choice_q == lane_t'(l)) begin
        req_ready_o  = req_ready[l];
        req_buffer_o = req_buffer[l];
      end
      if (loading_q == lane_t'(l)) beat_ready_o = beat_ready[l];
      drain_ready_o |= drain_ready[l];
      any_valid     |= out_valid[l];
      for (int unsigned d = 0; d < 2; d++) begin
        any_last[d] |= out_valid[l][d] && out_last[l];
        any_out[d]  |= out_valid[l][d] ? out[l] : '0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    out_last_o <= any_last;
    out_o      <= any_out;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) out_valid_o <= '0;
    else         out_valid_o <= any_valid;
  end

  assign req_lane_o = choice_q;
  assign idle_o     = &idle;

endmodule
