// SPDX-License-Identifier: Apache-2.0
//
// rec_split with two slices, one of two lanes and one of one; any requests, beats and room in the slices' queues,
// which have proofs of their own: stream_fifo, packet_fifo. Requests are numbered by their tags.
//
// B5 A slice gets a request once, as it came, in the order of the requests, and of every three the first and the
//    last are slice 0's.
// B6 Of each request exactly its beats are taken from the input, before those of the next one; they go to the slice
//    that gets the request, nobody else gets one.
// B7 A request goes to its slice with its last beat, with which all are committed, or before if it is too long for
//    a record, and then each beat is committed as it comes.
// B8 A beat that comes is taken if its slice has room for it and for the request.

module rec_split_proof (
  input logic        clk_i,
  input logic        req_valid_i,
  input logic [15:0] len_i,
  input logic        beat_valid_i
);

  logic              rst_n, req_ready, beat_ready;
  rec_pkg::rec_req_t req;
  logic [7:0]        sent_q;  // requests

  always_comb begin
    req     = '0;
    req.tag = 16'(sent_q);
    req.len = len_i;
  end

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_split #(
    .NumLanes (3),
    .NumSlices(2),
    .Beats    (8),
    .Requests (2)
  ) dut (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .req_valid_i  (req_valid_i),
    .req_ready_o  (req_ready),
    .req_i        (req),
    .s_axis_tvalid(beat_valid_i),
    .s_axis_tready(beat_ready),
    .s_axis_tdata ('0),
    .req_valid_o  (),
    .req_ready_i  ('0),
    .req_o        (),
    .m_axis_tvalid(),
    .m_axis_tready('0),
    .m_axis_tdata ()
  );

  // --- what goes into the slices' queues ---

  logic [1:0]        has_room, has_space, gets, gets_beat, commits;
  rec_pkg::rec_req_t [1:0] got;

  assign has_room  = dut.has_room;
  assign has_space = dut.has_space;

  for (genvar s = 0; s < 2; s++) begin : gen_slice
    assign gets[s]      = dut.gen_slice[s].u_requests.valid_i && has_room[s];
    assign got[s]       = dut.gen_slice[s].u_requests.data_i;
    assign gets_beat[s] = dut.gen_slice[s].u_beats.valid_i && has_space[s];
    assign commits[s]   = dut.gen_slice[s].u_beats.commit_i;
  end

  // --- what should: the request at hand, and the one behind it ---

  logic [1:0][15:0] len_q;
  logic [1:0]       held_q;
  logic             shown_q, ends, takes, fresh;
  logic [12:0]      beats, taken_q, taken;
  logic [7:0]       ended_q;
  logic [1:0]       place_q;  // of three
  logic             mine, too_long;

  assign fresh    = req_valid_i && req_ready;
  assign takes    = beat_valid_i && beat_ready;
  assign beats    = 13'((17'(len_q[0]) + 17'd15) >> 4);
  assign taken    = taken_q + 13'(takes);
  assign ends     = held_q != '0 && (shown_q || gets != '0) && taken == beats;
  assign mine     = place_q == 2'd1;
  assign too_long = len_q[0] >= 16'd2048;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      held_q  <= '0;
      sent_q  <= '0;
      shown_q <= 1'b0;
      taken_q <= '0;
      ended_q <= '0;
      place_q <= '0;
    end else begin
      held_q  <= held_q + 2'(fresh) - 2'(ends);
      sent_q  <= sent_q + 8'(fresh);
      shown_q <= (shown_q || gets != '0) && !ends;
      taken_q <= ends ? '0 : taken;
      ended_q <= ended_q + 8'(ends);
      if (ends) place_q <= (place_q == 2'd2) ? '0 : place_q + 1'b1;
    end
  end
  always_ff @(posedge clk_i) begin
    if (ends) len_q[0] <= (held_q == 2'd2) ? len_q[1] : len_i;
    else if (held_q == '0) len_q[0] <= len_i;
    if (held_q == 2'd1 || ends) len_q[1] <= len_i;
  end

  always_comb if (rst_n) begin
    B5: assert (gets == '0 || (held_q != '0 && !shown_q && gets == (mine ? 2'b10 : 2'b01) &&
                               got[mine].tag == 16'(ended_q) && got[mine].len == len_q[0]));
    B6: assert ((gets_beat != '0) == takes &&
                (!takes || (held_q != '0 && taken_q < beats && gets_beat == (mine ? 2'b10 : 2'b01))));
    B7: assert ((gets == '0 || too_long || taken == beats) &&
                (!takes || too_long == (commits != '0 && taken != beats) || taken == beats) &&
                (!takes || taken != beats || commits == gets_beat));
    B8: assert (!(beat_valid_i && held_q != '0 && taken_q < beats && has_space[mine] && (shown_q || has_room[mine])) ||
                takes);
  end

  // For the induction.
  logic [1:0]        rd;
  rec_pkg::rec_req_t first, second;
  assign rd     = dut.u_in.rd_q;
  assign first  = dut.u_in.mem_q[rd[0]];
  assign second = dut.u_in.mem_q[!rd[0]];

  always_comb if (rst_n) begin
    I1: assert (held_q == 2'(dut.u_in.wr_q - rd) && held_q <= 2'd2 && sent_q == ended_q + 8'(held_q));
    I2: assert (held_q == '0 || (first.tag == 16'(ended_q) && first.len == len_q[0]));
    I3: assert (held_q != 2'd2 || (second.tag == 16'(8'(ended_q + 8'd1)) && second.len == len_q[1]));
    I4: assert (dut.gone_q == taken_q && dut.shown_q == shown_q);
    I5: assert (place_q < 2'd3 && dut.u_turn.lane_q == place_q && dut.u_turn.slice_q == (mine ? 2'b10 : 2'b01));
    I6: assert ((held_q == '0) ? (taken_q == '0 && !shown_q) : (taken_q == '0 || taken_q < beats));
    I7: assert (!shown_q || (too_long && taken_q < beats));
  end

endmodule
