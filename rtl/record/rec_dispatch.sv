// SPDX-License-Identifier: Apache-2.0
//
// Hands records to lanes, seal and open in turn when both have one. Leads their beats with the CCM
// blocks of RFC 6655 and cuts the payload: zeros past its end. Index 0 is seal, 1 is open.
//
// One record's beats at a time and one beat every other cycle, what a lane takes. So what belongs to
// a beat may follow state_q by a cycle. Sources of beats are zero unless it is their turn, so that an
// OR joins them: a register's reset is free, a multiplexer is not.

module rec_dispatch (
  input  logic                                 clk_i,
  input  logic                                 rst_ni,

  // A record. The job stays as it is until its last payload beat is taken, the nonce until ready.
  input  logic                           [1:0] job_valid_i,
  output logic                           [1:0] job_ready_o,
  input  rec_types_pkg::record_t         [1:0] job_i,
  input  rec_wire_pkg::nonce_t           [1:0] nonce_i,

  // Its payload and, of an open, the received tag.
  output logic                           [1:0] due_o,        // now they may come
  input  logic                           [1:0] beat_valid_i,
  output logic                           [1:0] beat_ready_o,
  input  logic                    [1:0][127:0] beat_i,       // zero from the second cycle after due_o
  input  logic                           [1:0] text_last_i,  // at most one payload beat is left; known
                                                             // a cycle before that beat is valid

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

  typedef enum logic [2:0] {StPick, StRequest, StA0, StB0, StAad, StText, StTrailer} state_e;

  state_e                 state_q;
  logic                   open_q, beat_valid_q;
  logic                   asks_q;  // lane_req_o is the record's
  logic                   in_blocks, no_text, take;
  logic [1:0]             pick;  // who comes next
  rec_types_pkg::record_t job;

  assign job     = open_q ? job_i[1] : job_i[0];
  assign no_text = job.len == '0;

  assign lane_req_valid_o = asks_q && !beat_valid_q;  // the last one has all its beats
  assign key_start_o = lane_req_valid_o && lane_req_ready_i;
  assign open_o      = open_q;

  assign pick[0] = key_ready_i && job_valid_i[0] && (open_q || !job_valid_i[1]);
  assign pick[1] = key_ready_i && job_valid_i[1] && (!open_q || !job_valid_i[0]);

  for (genvar d = 0; d < 2; d++) begin : gen_ready
    assign job_ready_o[d]  = key_start_o && open_q == 1'(d);
    assign due_o[d]        = (state_q == StText || state_q == StTrailer) && open_q == 1'(d);
    assign beat_ready_o[d] = due_o[d] && !beat_valid_q;
  end

  assign in_blocks         = state_q == StA0 || state_q == StB0 || state_q == StAad;
  assign take              = (in_blocks && !beat_valid_q) || (beat_valid_i & beat_ready_o) != '0;
  assign lane_beat_valid_o = beat_valid_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q      <= StPick;
      open_q       <= 1'b0;
      asks_q       <= 1'b0;
      beat_valid_q <= 1'b0;
    end else begin
      asks_q <= state_q == StRequest && !key_start_o;
      unique case (state_q)
        StPick: if (pick != '0) begin
          open_q  <= pick[1];
          state_q <= StRequest;
        end
        StRequest: if (key_start_o) state_q <= StA0;
        StA0:      if (take) state_q <= StB0;
        StB0:      if (take) state_q <= StAad;
        StAad:     if (take) state_q <= StText;
        StText:    if (no_text || (take && text_last_i[open_q])) state_q <= open_q ? StTrailer : StPick;
        StTrailer: if (take) state_q <= StPick;
        default:   state_q <= StPick;
      endcase
      beat_valid_q <= take || (beat_valid_q && !lane_beat_ready_i);
    end
  end

  always_ff @(posedge clk_i) begin
    lane_req_o <= '{decrypt: open_q, key_256: job.key_256, has_trailer: open_q, aad_blocks: 3'd1, len: job.len};
  end

  // --- blocks ---

  rec_wire_pkg::nonce_t [1:0] nonce_q;  // zero but in A0 and B0
  rec_wire_pkg::aad_t   [1:0] aad_q;    // zero but in AAD
  logic                 [1:0] picked_q, in_aad_q;
  logic                       clear_q, last_with_nonce, aad_stays;
  logic [127:0]               frame;    // what no record changes but by its length

  assign last_with_nonce = state_q == StB0 && take;
  assign aad_stays       = state_q == StAad && !take;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      picked_q <= '0;
      in_aad_q <= '0;
      clear_q  <= 1'b1;
    end else begin
      picked_q <= (state_q == StPick) ? pick : '0;
      in_aad_q <= {open_q, !open_q} & {2{last_with_nonce || aad_stays}};
      clear_q  <= last_with_nonce;
    end
  end

  for (genvar d = 0; d < 2; d++) begin : gen_block
    always_ff @(posedge clk_i) begin
      if (clear_q)          nonce_q[d] <= '0;
      else if (picked_q[d]) nonce_q[d] <= nonce_i[d];

      if (!in_aad_q[d]) aad_q[d] <= '0;
      else aad_q[d] <= rec_wire_pkg::aad_fields(job_i[d].ctype, job_i[d].epoch, job_i[d].seq);
    end
  end

  always_comb begin
    unique case (state_q)
      StA0:    frame = rec_wire_pkg::block_a0('0);
      StB0:    frame = rec_wire_pkg::block_b0(job.tag_16, '0, job.len);
      StAad:   frame = rec_wire_pkg::block_aad('0, job.len);
      default: frame = '0;
    endcase
  end

  // --- the beat ---

  logic [127:0] block;
  logic [15:0]  keep_q;  // its bytes that count

  assign block = frame | {24'd0, nonce_q[0] | nonce_q[1], 8'd0} | {40'd0, aad_q[0] | aad_q[1], 16'd0};

  always_ff @(posedge clk_i) begin
    if (state_q != StText || !text_last_i[open_q]) keep_q <= '1;
    else keep_q <= ccm_lane_pkg::keep_bytes(job.len[3:0]);

    if (!beat_valid_q) lane_beat_o <= (beat_i[0] | beat_i[1] | block) & ccm_lane_pkg::mask_bytes(keep_q);
  end

`ifdef FORMAL
  // States by name, for the rules in tests/formal/rec_seal_proof.sv.
  logic f_free, f_request, f_a0, f_b0, f_aad, f_blocks, f_text;
  assign f_free    = state_q == StPick || state_q == StTrailer;
  assign f_request = state_q == StRequest;
  assign f_a0      = state_q == StA0;
  assign f_b0      = state_q == StB0;
  assign f_aad     = state_q == StAad;
  assign f_blocks  = in_blocks;
  assign f_text    = state_q == StText;
`endif

endmodule
