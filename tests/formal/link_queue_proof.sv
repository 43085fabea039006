// SPDX-License-Identifier: Apache-2.0
//
// What link_queue makes of the beats that leave its FIFO (packet_fifo_proof: those that were committed, in order):
// any beats at any time, and an engine that takes requests and payload when it likes. A length that link_rx
// accepts is an assumption.
//
// Z1 Each header makes one request, with what it says.
// Z2 As many beats as it says follow, each once, the last one marked, before the next header.

module link_queue_proof (
  input logic clk_i,
  input logic req_ready_i,
  input logic ready_i
);

  logic              rst_n, req_valid, valid, last;
  rec_pkg::rec_req_t req;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  link_queue #(
    .Depth(8)
  ) dut (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .valid_i      (1'b0),
    .beat_i       ('0),
    .commit_i     (1'b0),
    .rollback_i   (1'b0),
    .space_o      (),
    .req_valid_o  (req_valid),
    .req_ready_i  (req_ready_i),
    .req_o        (req),
    .m_axis_tvalid(valid),
    .m_axis_tready(ready_i),
    .m_axis_tdata (),
    .m_axis_tlast (last)
  );

  // What the FIFO offers stays until it is taken.
  logic         waits_q, pops;
  logic [127:0] beat, beat_q;

  assign pops = dut.out_valid && dut.out_ready;
  assign beat = dut.m_axis_tdata;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) waits_q <= 1'b0;
    else        waits_q <= dut.out_valid && !dut.out_ready;
  end
  always_ff @(posedge clk_i) beat_q <= beat;

  // The request that is due or waits, and how many beats of it have not been popped.
  logic           offers_q, heads;
  link_pkg::req_t header, header_q;
  logic [7:0]     left_q;

  assign header = link_pkg::swap_bytes(beat);
  assign heads  = pops && left_q == '0;

  always_comb begin
    assume (!waits_q || (dut.out_valid && beat == beat_q));
    assume (header.length <= 16'(link_pkg::PayloadMax));
  end

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      offers_q <= 1'b0;
      left_q   <= '0;
    end else begin
      offers_q <= heads || (offers_q && !req_ready_i);
      left_q   <= heads ? 8'((header.length + 16'd15) >> 4) : left_q - 8'(pops);
    end
  end
  always_ff @(posedge clk_i) if (heads) header_q <= header;

  always_comb if (rst_n) begin
    Z1: assert (req_valid == offers_q && !(heads && offers_q) &&
                (!req_valid || (req.tag == header_q.tag && req.session.slot == header_q.slot &&
                                req.session.generation == header_q.generation && req.ctype == header_q.ctype &&
                                req.len == header_q.length)));
    Z2: assert ((valid && ready_i) == (pops && left_q != '0) && (!valid || last == (left_q == 8'd1)));
  end

  // For the induction.
  always_comb if (rst_n) I1: assert (dut.left_q == left_q);

endmodule
