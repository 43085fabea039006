// SPDX-License-Identifier: Apache-2.0
//
// What ccm_drain reads of a record: any records, a lane that is read when it likes.
//
// Y1 Of each record each block is read exactly once: MAC, S0, the trailer if there is one, the text. The last
//    one is marked.
// Y2 In this order, each from its place.

module ccm_drain_proof (
  input logic               clk_i,
  input logic               start_i,
  input ccm_pkg::lane_req_t req_i,
  input logic               ready_i
);

  logic                  rst_n, busy, last;
  ccm_lane_pkg::addr_t   addr;
  ccm_lane_pkg::record_t record;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  assign record = ccm_lane_pkg::record_of(req_i);

  ccm_drain dut (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .start_i      (start_i),
    .has_trailer_i(record.has_trailer),
    .last_i       (record.last),
    .busy_o       (busy),
    .addr_o       (addr),
    .last_o       (last),
    .ready_i      (ready_i)
  );

  always_comb begin
    assume (!start_i || !busy);
    assume (req_i.len <= 11'(ccm_pkg::PayloadMax));
  end

  typedef logic [7:0] count_t;

  ccm_pkg::lane_req_t  req_q;
  logic                open_q;          // not all was read
  count_t              blocks, total, read_q;
  ccm_lane_pkg::addr_t place;           // of the next one to be read
  logic                reads;

  assign blocks = count_t'((12'(req_q.len) + 12'd15) >> 4);
  assign total  = count_t'(2) + count_t'(req_q.has_trailer) + blocks;
  assign reads  = busy && ready_i;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      open_q <= 1'b0;
      read_q <= '0;
    end else begin
      open_q <= start_i || (open_q && !(reads && read_q + count_t'(1) == total));
      read_q <= start_i ? '0 : read_q + count_t'(reads);
    end
  end

  always_ff @(posedge clk_i) if (start_i) req_q <= req_i;

  always_comb begin
    place = 7'(read_q - count_t'(1) - count_t'(req_q.has_trailer));  // text is from 1
    if (read_q == count_t'(2) && req_q.has_trailer) place = 7'd127;
    if (read_q == count_t'(1)) place = 7'd126;
    if (read_q == '0) place = 7'd0;
  end

  always_comb if (rst_n) begin
    Y1: assert (busy == open_q && (!busy || last == (read_q + count_t'(1) == total)));
    Y2: assert (!busy || addr == place);
  end

  // For the induction.
  always_comb if (rst_n) begin
    I1: assert (!open_q || read_q < total);
    I2: assert (!open_q || req_q.len <= 11'(ccm_pkg::PayloadMax));
    I3: assert (!open_q || dut.has_trailer_q == req_q.has_trailer);
    I4: assert (!open_q || dut.last_q == ((blocks != '0) ? blocks[6:0] : req_q.has_trailer ? 7'd127 : 7'd126));
  end

endmodule
