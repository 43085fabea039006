// SPDX-License-Identifier: Apache-2.0
//
// Hands records to lanes, seal and open in turn when both have one. Index 0 is seal, 1 is open.
//
// One record's beats at a time: enough while all lanes together take less than a beat a cycle, that
// is up to about 16 lanes.

module rec_dispatch (
  input  logic                                 clk_i,
  input  logic                                 rst_ni,

  input  logic                           [1:0] job_valid_i,
  output logic                           [1:0] job_ready_o,
  input  rec_types_pkg::record_t         [1:0] job_i,
  input  logic                           [1:0] beat_valid_i,
  output logic                           [1:0] beat_ready_o,
  input  logic                    [1:0][127:0] beat_i,

  output logic                                 lane_req_valid_o,
  input  logic                                 lane_req_ready_i,
  output ccm_pkg::lane_req_t                   lane_req_o,
  output logic                                 lane_beat_valid_o,
  input  logic                                 lane_beat_ready_i,
  output logic                         [127:0] lane_beat_o,

  // The same record for the key expander, which starts when the lane takes it.
  input  logic                                 key_ready_i,
  output logic                                 key_start_o,
  output logic                                 open_o  // whose record it is
);

  typedef enum logic [1:0] {StPick, StRequest, StBeats} state_e;

  state_e     state_q;
  logic       open_q;
  logic [7:0] beats_q;  // of the record still to come

  logic [1:0]        fifo_valid, fifo_ready;
  logic [1:0][127:0] fifo_data;

  for (genvar d = 0; d < 2; d++) begin : gen_beats
    stream_fifo #(
      .Width(128),
      .Depth(2)
    ) u_beats (
      .clk_i  (clk_i),
      .rst_ni (rst_ni),
      .valid_i(beat_valid_i[d]),
      .ready_o(beat_ready_o[d]),
      .data_i (beat_i[d]),
      .valid_o(fifo_valid[d]),
      .ready_i(fifo_ready[d]),
      .data_o (fifo_data[d])
    );
    assign fifo_ready[d]  = state_q == StBeats && open_q == 1'(d) && lane_beat_ready_i;
    assign job_ready_o[d] = key_start_o && open_q == 1'(d);
  end

  rec_types_pkg::record_t job;
  assign job = job_i[open_q];

  assign lane_req_valid_o = state_q == StRequest;
  assign lane_req_o = '{decrypt: open_q, key_256: job.key_256, has_trailer: open_q,
                        aad_blocks: 3'd1, len: job.len};
  assign key_start_o = lane_req_valid_o && lane_req_ready_i;
  assign open_o      = open_q;

  assign lane_beat_valid_o = state_q == StBeats && fifo_valid[open_q];
  assign lane_beat_o       = fifo_data[open_q];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StPick;
      open_q  <= 1'b0;
    end else begin
      unique case (state_q)
        StPick: if (job_valid_i != '0 && key_ready_i) begin
          open_q  <= (job_valid_i == 2'b11) ? !open_q : job_valid_i[1];
          state_q <= StRequest;
        end
        StRequest: if (lane_req_ready_i) state_q <= StBeats;
        StBeats: if (lane_beat_valid_o && lane_beat_ready_i && beats_q == 8'd1) state_q <= StPick;
        default: state_q <= StPick;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    // A0, B0, AAD, payload, and the received tag of an open
    if (state_q == StRequest) beats_q <= 8'd3 + 8'((12'(job.len) + 12'd15) >> 4) + 8'(open_q);
    if (lane_beat_valid_o && lane_beat_ready_i) beats_q <= beats_q - 1'b1;
  end

endmodule
