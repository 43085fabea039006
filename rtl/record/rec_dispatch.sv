// SPDX-License-Identifier: Apache-2.0
//
// Hands records to lanes, seal and open in turn when both have one. Index 0 is seal, 1 is open.
// Payload leaves with zeros past its end.
//
// One record's beats at a time, and one beat every other cycle: what a lane takes.

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

  logic        valid_q;
  logic [15:0] keep_q;  // bytes of the next beat that count
  logic        take;

  rec_types_pkg::record_t job;
  assign job = job_i[open_q];

  assign lane_req_valid_o = state_q == StRequest && !valid_q;  // its lane has the last beat
  assign lane_req_o = '{decrypt: open_q, key_256: job.key_256, has_trailer: open_q,
                        aad_blocks: 3'd1, len: job.len};
  assign key_start_o = lane_req_valid_o && lane_req_ready_i;
  assign open_o      = open_q;

  for (genvar d = 0; d < 2; d++) begin : gen_ready
    assign job_ready_o[d]  = key_start_o && open_q == 1'(d);
    assign beat_ready_o[d] = state_q == StBeats && !valid_q && open_q == 1'(d);
  end

  assign take              = (beat_valid_i & beat_ready_o) != '0;
  assign lane_beat_valid_o = valid_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StPick;
      open_q  <= 1'b0;
      valid_q <= 1'b0;
    end else begin
      unique case (state_q)
        StPick: if (job_valid_i != '0 && key_ready_i) begin
          open_q  <= (job_valid_i == 2'b11) ? !open_q : job_valid_i[1];
          state_q <= StRequest;
        end
        StRequest: if (key_start_o) state_q <= StBeats;
        StBeats: if (take && beats_q == 8'd1) state_q <= StPick;
        default: state_q <= StPick;
      endcase
      valid_q <= take || (valid_q && !lane_beat_ready_i);
    end
  end

  always_ff @(posedge clk_i) begin
    // A0, B0, AAD, payload, and the received tag of an open
    if (state_q == StRequest) beats_q <= 8'd3 + 8'((12'(job.len) + 12'd15) >> 4) + 8'(open_q);
    if (take) beats_q <= beats_q - 1'b1;
    // Beats move every other cycle, so this follows beats_q in time.
    keep_q <= (state_q == StBeats && beats_q == 8'd1 + 8'(open_q))
                  ? ccm_lane_pkg::keep_bytes(job.len[3:0]) : '1;
    if (take) lane_beat_o <= beat_i[open_q] & ccm_lane_pkg::mask_bytes(keep_q);
  end

endmodule
