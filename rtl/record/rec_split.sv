// SPDX-License-Identifier: Apache-2.0
//
// Gives the records of one direction to the slices in turn, a beat a cycle. A slice sees a request when
// all its beats wait for it; one that is too long for any record, at once: it will be refused.

module rec_split #(
  parameter int unsigned NumLanes  = 8,
  parameter int unsigned NumSlices = 2,
  parameter int unsigned Beats     = 512,  // that wait for a slice: of the longest record, 124, or more
  parameter int unsigned Requests  = 8
) (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  input  logic                              req_valid_i,
  output logic                              req_ready_o,
  input  rec_pkg::rec_req_t                 req_i,
  input  logic                              s_axis_tvalid,
  output logic                              s_axis_tready,
  input  logic                      [127:0] s_axis_tdata,

  output logic              [NumSlices-1:0] req_valid_o,
  input  logic              [NumSlices-1:0] req_ready_i,
  output rec_pkg::rec_req_t [NumSlices-1:0] req_o,
  output logic              [NumSlices-1:0] m_axis_tvalid,
  input  logic              [NumSlices-1:0] m_axis_tready,
  output logic       [NumSlices-1:0][127:0] m_axis_tdata
);

  // --- the request at hand, until its last beat is gone ---

  rec_pkg::rec_req_t    req;
  logic                 valid, done;
  logic [NumSlices-1:0] turn, has_room, has_space;

  stream_fifo #(
    .Width($bits(rec_pkg::rec_req_t)),
    .Depth(2)
  ) u_in (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(req_valid_i),
    .ready_o(req_ready_o),
    .data_i (req_i),
    .valid_o(valid),
    .ready_i(done),
    .data_o (req)
  );

  rec_turn #(
    .NumLanes (NumLanes),
    .NumSlices(NumSlices)
  ) u_turn (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .next_i(done),
    .turn_o(turn)
  );

  // --- its beats ---

  logic [12:0] beats, gone_q;
  logic        no_beats, last, too_long, shown_q, show, move;

  assign beats    = 13'(req.len[15:4]) + 13'(req.len[3:0] != '0);
  assign no_beats = beats == '0;
  assign last     = gone_q + 1'b1 == beats;
  assign too_long = req.len[15:11] != '0;

  assign s_axis_tready = valid && !no_beats && (turn & has_space) != '0 && (shown_q || (turn & has_room) != '0);
  assign move          = s_axis_tvalid && s_axis_tready;
  assign show          = valid && !shown_q && (turn & has_room) != '0 && (too_long || no_beats || (move && last));
  assign done          = (show || shown_q) && (no_beats || (move && last));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      gone_q  <= '0;
      shown_q <= 1'b0;
    end else begin
      if (done)      gone_q <= '0;
      else if (move) gone_q <= gone_q + 1'b1;
      shown_q <= (show || shown_q) && !done;
    end
  end

  for (genvar s = 0; s < NumSlices; s++) begin : gen_slice
    stream_fifo #(
      .Width($bits(rec_pkg::rec_req_t)),
      .Depth(Requests)
    ) u_requests (
      .clk_i  (clk_i),
      .rst_ni (rst_ni),
      .valid_i(show && turn[s]),
      .ready_o(has_room[s]),
      .data_i (req),
      .valid_o(req_valid_o[s]),
      .ready_i(req_ready_i[s]),
      .data_o (req_o[s])
    );

    logic [$clog2(Beats):0] unused_space;

    packet_fifo #(
      .Width(128),
      .Depth(Beats)
    ) u_beats (
      .clk_i     (clk_i),
      .rst_ni    (rst_ni),
      .valid_i   (move && turn[s]),
      .ready_o   (has_space[s]),
      .data_i    (s_axis_tdata),
      .commit_i  (move && turn[s] && (last || too_long)),
      .rollback_i(1'b0),
      .space_o   (unused_space),
      .valid_o   (m_axis_tvalid[s]),
      .ready_i   (m_axis_tready[s]),
      .data_o    (m_axis_tdata[s])
    );
  end

endmodule
