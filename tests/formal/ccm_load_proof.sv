// SPDX-License-Identifier: Apache-2.0
//
// ccm_load as a stage of the stream: any records, beats that come when they like, a lane that writes when it
// likes.
//
// M1 Of each record exactly its beats are taken: A0, B0 and AAD, text, trailer; none of the next before the
//    last one was written, which is marked.
// M2 Each beat is written once, in order and as it was, to its place in the record's buffer.

module ccm_load_proof (
  input logic                         clk_i,
  input logic                         take_i,
  input ccm_pkg::lane_req_t           req_i,
  input logic [ccm_pkg::LaneBufW-1:0] buffer_i,
  input logic                         beat_valid_i,
  input logic [127:0]                 beat_i,
  input logic                         soon_i
);

  logic                          rst_n, busy, beat_ready, valid, last;
  logic [ccm_pkg::TextAddrW-1:0] addr;
  logic [127:0]                  data;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  ccm_load dut (
    .clk_i       (clk_i),
    .rst_ni      (rst_n),
    .take_i      (take_i),
    .record_i    (ccm_lane_pkg::record_of(req_i)),
    .buffer_i    (buffer_i),
    .busy_o      (busy),
    .beat_valid_i(beat_valid_i),
    .beat_ready_o(beat_ready),
    .beat_i      (beat_i),
    .record_o    (),
    .buffer_o    (),
    .soon_i      (soon_i),
    .valid_o     (valid),
    .last_o      (last),
    .addr_o      (addr),
    .data_o      (data),
    .wipe_i      (1'b0)
  );

  always_comb begin
    assume (!take_i || !busy);
    assume (req_i.aad_blocks <= 3'(ccm_pkg::MaxAadBlocks) && req_i.len <= 11'(ccm_pkg::PayloadMax));
  end

  typedef logic [7:0] count_t;

  ccm_pkg::lane_req_t           req_q;
  logic [ccm_pkg::LaneBufW-1:0] buffer_q;
  logic                         soon_q, busy_q, writes, moves;
  count_t                       blocks, total, in_q, out_q;  // beats that came in and that were written
  logic [127:0]                 beat_q;

  assign blocks = count_t'((12'(req_q.len) + 12'd15) >> 4);
  assign total  = count_t'(2) + count_t'(req_q.aad_blocks) + blocks + count_t'(req_q.has_trailer);
  assign writes = valid && soon_q;
  assign moves  = beat_valid_i && beat_ready;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      soon_q <= 1'b0;
      busy_q <= 1'b0;
      in_q   <= '0;
      out_q  <= '0;
    end else begin
      soon_q <= soon_i;
      busy_q <= busy;
      in_q   <= take_i ? '0 : in_q + count_t'(moves);
      out_q  <= take_i ? '0 : out_q + count_t'(writes);
    end
  end

  always_ff @(posedge clk_i) begin
    if (take_i) {req_q, buffer_q} <= {req_i, buffer_i};
    if (moves)  beat_q <= beat_i;
  end

  // Where beat out_q belongs: text from 1, AAD and B0 up to 126.
  ccm_lane_pkg::addr_t place;
  logic                pair;
  assign pair = blocks > count_t'(ccm_lane_pkg::AloneBlocks);

  always_comb begin
    place = 7'(out_q - count_t'(req_q.aad_blocks) - count_t'(1));  // text
    if (out_q < count_t'(2) + count_t'(req_q.aad_blocks))
      place = 7'(count_t'(125) + out_q - count_t'(req_q.aad_blocks));
    if (out_q == count_t'(2) + count_t'(req_q.aad_blocks) + blocks) place = 7'd127;
    if (out_q == '0) place = 7'd0;
  end

  always_comb if (rst_n) begin
    M1: assert (busy ? !(moves && in_q == total) && (!writes || last == (out_q + count_t'(1) == total))
                     : !moves && !writes && (!busy_q || out_q == total));
    M2: assert (!writes || (out_q + count_t'(1) == in_q && data == beat_q &&
                            addr == ccm_lane_pkg::text_addr(buffer_q, pair, place)));
  end

  // For the induction.
  ccm_lane_pkg::record_t record;
  assign record = ccm_lane_pkg::record_of(req_q);
  always_comb if (rst_n) begin
    I1: assert (soon_q == dut.ready_q);
    I2: assert (in_q == out_q + count_t'(valid));
    I3: assert (!busy || (out_q < total && dut.addr_q == place));
    I4: assert (busy || !valid);
    I5: assert (!busy || (dut.record_o == record && dut.buffer_o == buffer_q));
    I6: assert (!valid || data == beat_q);
    I7: assert (!busy || (req_q.aad_blocks <= 3'(ccm_pkg::MaxAadBlocks) && req_q.len <= 11'(ccm_pkg::PayloadMax)));
  end

endmodule
