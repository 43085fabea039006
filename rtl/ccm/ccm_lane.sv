// SPDX-License-Identifier: Apache-2.0
//
// CCM lane: one AES round a cycle, two records in flight, four record buffers (SP 800-38C).
//
// Everything is timed by a free-running count of four cycles. Cycle 0 belongs to the counter block of
// context A, 1 to that of B, 2 and 3 to their MAC blocks, as ccm_ring says. The buffer RAM's write
// port is the loader's in cycles 0 and 1 and takes text back in 2 and 3; its read port is the
// contexts' in cycles 3 and 0 and the drain's in 1 and 2.

module ccm_lane #(
  parameter bit SboxGates = 1'b0  // 1: Boyar-Peralta gates, 0: packed table (simulation)
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  // A record is offered; on ready it owns buffer req_buf_o and its beats come next.
  input  logic                          req_valid_i,
  output logic                          req_ready_o,
  input  ccm_pkg::lane_req_t            req_i,
  output logic [ccm_pkg::LaneBufW-1:0]  req_buf_o,

  // Its beats, in the order of lane_req_t.
  input  logic                          beat_valid_i,
  output logic                          beat_ready_o,
  input  logic [127:0]                  beat_i,

  // Its round keys, any time after the request was taken. KeyChain marks them complete.
  input  logic                          key_we_i,
  input  logic [ccm_pkg::LaneBufW-1:0]  key_buf_i,
  input  logic [3:0]                    key_addr_i,
  input  logic [127:0]                  key_i,

  // Buffers whose record is finished. Draining one streams out the whole 16-byte tag, the trailer if
  // there is one, then the payload blocks (zero past len), and frees the buffer. No back-pressure: who
  // drains has room.
  output logic [ccm_pkg::LaneBufs-1:0]  done_o,
  input  logic                          drain_valid_i,
  output logic                          drain_ready_o,
  input  logic [ccm_pkg::LaneBufW-1:0]  drain_buf_i,
  output logic                          out_valid_o,
  output logic                          out_last_o,
  output logic [127:0]                  out_o,

  // Overwrites every round key and every buffer. Only while idle_o; busy until idle_o again.
  input  logic                          wipe_i,
  output logic                          idle_o
);

  localparam int unsigned BufW = ccm_pkg::LaneBufW;
  localparam int unsigned AddrW = ccm_pkg::BufAddrW;

  logic [1:0] cycle_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) cycle_q <= '0;
    else cycle_q <= cycle_q + 1'b1;
  end

  // --- wipe ---

  logic                  wiping_q;
  logic [BufW+AddrW-1:0] wipe_addr_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) wiping_q <= 1'b0;
    else wiping_q <= wiping_q ? wipe_addr_q != '1 : wipe_i;
  end
  always_ff @(posedge clk_i) wipe_addr_q <= wiping_q ? wipe_addr_q + 1'b1 : '0;

  // --- buffers: who has which ---

  ccm_lane_pkg::record_t record_q [ccm_pkg::LaneBufs];
  ccm_lane_pkg::record_t load_record;
  logic [ccm_pkg::LaneBufs-1:0] free_q, loaded_q, keyed_q, done_q;
  logic [ccm_pkg::LaneBufs-1:0] take_mask, loaded_mask, keyed_mask, done_mask, drained_mask;
  logic [BufW-1:0] free_buf, order_q [ccm_pkg::LaneBufs], order_in_q, order_out_q;
  logic [BufW-1:0] head_buf, load_buf, fin_buf, drain_buf_q, drain_buf;
  logic [BufW:0]   waiting_q;  // records taken that no context has begun
  logic            load_take, loaded, fin, drained, begin_a, begin_b, begins, head_valid;
  logic            drain_starts;

  always_comb begin
    free_buf = '0;
    for (int unsigned i = ccm_pkg::LaneBufs; i > 0; i--) begin
      if (free_q[i-1]) free_buf = BufW'(i - 1);
    end
  end

  assign begins       = begin_a || begin_b;
  assign head_buf     = order_q[order_out_q];
  assign take_mask    = ccm_pkg::LaneBufs'(load_take) << free_buf;
  assign loaded_mask  = ccm_pkg::LaneBufs'(loaded) << load_buf;
  assign keyed_mask   = ccm_pkg::LaneBufs'(key_we_i && key_addr_i == ccm_pkg::KeyChain) << key_buf_i;
  assign done_mask    = ccm_pkg::LaneBufs'(fin) << fin_buf;
  assign drained_mask = ccm_pkg::LaneBufs'(drained) << drain_buf;
  assign drain_starts = drain_valid_i && drain_ready_o;
  assign drain_buf    = drain_starts ? drain_buf_i : drain_buf_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      free_q      <= '1;
      loaded_q    <= '0;
      keyed_q     <= '0;
      done_q      <= '0;
      waiting_q   <= '0;
      order_in_q  <= '0;
      order_out_q <= '0;
      head_valid  <= 1'b0;
    end else begin
      free_q      <= (free_q | drained_mask) & ~take_mask;
      loaded_q    <= (loaded_q | loaded_mask) & ~take_mask;
      keyed_q     <= (keyed_q | keyed_mask) & ~take_mask;
      done_q      <= (done_q | done_mask) & ~(ccm_pkg::LaneBufs'(drain_starts) << drain_buf_i);
      waiting_q   <= waiting_q + (BufW + 1)'(load_take) - (BufW + 1)'(begins);
      order_in_q  <= order_in_q + BufW'(load_take);
      order_out_q <= order_out_q + BufW'(begins);
      // A head that a context has just begun is no head any more.
      head_valid  <= waiting_q != '0 && loaded_q[head_buf] && keyed_q[head_buf] && !begins;
    end
  end

  always_ff @(posedge clk_i) begin
    if (load_take) begin
      record_q[free_buf] <= load_record;
      order_q[order_in_q] <= free_buf;
    end
    if (drain_starts) drain_buf_q <= drain_buf_i;
  end

  assign req_buf_o = free_buf;
  assign done_o    = done_q;
  assign idle_o    = free_q == '1 && !wiping_q && drain_ready_o;

  // --- parts ---

  logic             load_text_we, load_a0_we, drain_ready;
  logic [AddrW-1:0] load_addr, drain_addr;
  logic [127:0]     load_data, text, tag;

  ccm_lane_pkg::pass_t pass_a, pass_b, pass_last_a, pass_last_b;

  ccm_load u_load (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .req_valid_i (req_valid_i),
    .req_ready_o (req_ready_o),
    .req_i       (req_i),
    .free_valid_i(free_q != '0 && !wiping_q),
    .free_i      (free_buf),
    .take_o      (load_take),
    .record_o    (load_record),
    .beat_valid_i(beat_valid_i),
    .beat_ready_o(beat_ready_o),
    .beat_i      (beat_i),
    .write_slot_i(!cycle_q[1]),
    .text_we_o   (load_text_we),
    .a0_we_o     (load_a0_we),
    .buffer_o    (load_buf),
    .addr_o      (load_addr),
    .data_o      (load_data),
    .loaded_o    (loaded)
  );

  ccm_context u_context_a (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .tick_i       (cycle_q == 2'd0),
    .next_valid_i (head_valid),
    .next_take_o  (begin_a),
    .next_buffer_i(head_buf),
    .next_record_i(record_q[head_buf]),
    .pass_o       (pass_a),
    .pass_last_o  (pass_last_a)
  );

  ccm_context u_context_b (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .tick_i       (cycle_q == 2'd1),
    .next_valid_i (head_valid),
    .next_take_o  (begin_b),
    .next_buffer_i(head_buf),
    .next_record_i(record_q[head_buf]),
    .pass_o       (pass_b),
    .pass_last_o  (pass_last_b)
  );

  ccm_drain u_drain (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .valid_i    (drain_valid_i),
    .ready_o    (drain_ready),
    .record_i   (record_q[drain_buf_i]),
    .tag_i      (tag),
    .read_slot_i(cycle_q[1] != cycle_q[0]),
    .addr_o     (drain_addr),
    .data_i     (text),
    .free_o     (drained),
    .out_valid_o(out_valid_o),
    .out_last_o (out_last_o),
    .out_o      (out_o)
  );
  assign drain_ready_o = drain_ready;

  // --- ring, and what is at its end in which cycle ---

  logic [127:0] key, a0, counter_q, last_key, last_key_q, keep_mask_q, left, left_3, out_q;
  logic         text_en, decrypt, mid, chain;

  ccm_lane_pkg::pass_t at_end;   // pass of the block at the ring's end
  ccm_lane_pkg::pass_t soon;     // pass of the block there in the next cycle
  ccm_lane_pkg::pass_t to_read;  // pass of the block there three cycles on: what is to be read for it

  always_comb begin
    unique case (cycle_q)
      2'd0:    {at_end, soon, to_read} = {pass_a, pass_b, pass_b};
      2'd1:    {at_end, soon, to_read} = {pass_b, pass_last_a, pass_a};
      2'd2:    {at_end, soon, to_read} = {pass_last_a, pass_last_b, pass_b};
      default: {at_end, soon, to_read} = {pass_last_b, pass_a, pass_a};
    endcase
  end

  logic mac_at_end, mac_soon, mac_to_read;
  assign mac_at_end  = cycle_q[1];
  assign mac_soon    = cycle_q[1] != cycle_q[0];
  assign mac_to_read = cycle_q[1] == cycle_q[0];

  assign mid     = at_end.mid;
  assign chain   = at_end.chain && mac_at_end;
  assign text_en = soon.enter && mac_soon;
  assign decrypt = soon.text && soon.decrypt && mac_soon;

  ccm_ring #(
    .SboxGates(SboxGates)
  ) u_ring (
    .clk_i      (clk_i),
    .mid_i      (mid),
    .chain_i    (chain),
    .last_key_i (last_key_q),
    .keep_mask_i(keep_mask_q),
    .key_i      (key),
    .counter_i  (counter_q),
    .text_i     (text),
    .text_en_i  (text_en),
    .decrypt_i  (decrypt),
    .left_o     (left),
    .left_3_o   (left_3)
  );

  // The counter block, one cycle before it is added.
  ccm_lane_pkg::pass_t counter_pass;
  assign counter_pass = cycle_q[0] ? pass_b : pass_a;

  always_ff @(posedge clk_i) begin
    // A(i) is A0 with i in its last bytes, SP 800-38C appendix A.3.
    counter_q <= (cycle_q[1] && counter_pass.enter) ?
                 a0 ^ {counter_pass.counter, 120'd0} : '0;
    last_key_q  <= last_key;
    keep_mask_q <= (soon.text && !mac_soon) ? ccm_lane_pkg::mask_bytes(soon.keep) : '1;
    out_q       <= text ^ left;
  end

  // --- memories ---

  logic [3:0] key_addr;
  assign key_addr = (mac_to_read && to_read.chain) ? ccm_pkg::KeyChain : to_read.key_addr;

  ram_1r1w #(
    .Width(128),
    .Depth(ccm_pkg::LaneBufs * 16)
  ) u_keys (
    .clk_i  (clk_i),
    .we_i   (key_we_i || wiping_q),
    .waddr_i(wiping_q ? wipe_addr_q[BufW+3:0] : {key_buf_i, key_addr_i}),
    .wdata_i(wiping_q ? '0 : key_i),
    .raddr_i({to_read.buffer, key_addr}),
    .rdata_o(key)
  );

  ram_lut #(
    .Width(128),
    .Depth(ccm_pkg::LaneBufs)
  ) u_last_keys (
    .clk_i  (clk_i),
    .we_i   ((key_we_i && key_addr_i == ccm_pkg::KeyLast) || wiping_q),
    .waddr_i(wiping_q ? wipe_addr_q[BufW-1:0] : key_buf_i),
    .wdata_i(wiping_q ? '0 : key_i),
    .raddr_i(soon.leaving),
    .rdata_o(last_key)
  );

  ram_lut #(
    .Width(128),
    .Depth(ccm_pkg::LaneBufs)
  ) u_counters (
    .clk_i  (clk_i),
    .we_i   (load_a0_we || wiping_q),
    .waddr_i(wiping_q ? wipe_addr_q[BufW-1:0] : load_buf),
    .wdata_i(wiping_q ? '0 : load_data),
    .raddr_i(counter_pass.buffer),
    .rdata_o(a0)
  );

  // Final MAC ^ S0, when the MAC has just left: A's in cycle 3, B's in cycle 0.
  ccm_lane_pkg::pass_t fin_pass;
  assign fin_pass = cycle_q[0] ? pass_last_a : pass_last_b;
  assign fin      = mac_to_read && fin_pass.fin;
  assign fin_buf  = fin_pass.leaving;

  ram_lut #(
    .Width(128),
    .Depth(ccm_pkg::LaneBufs)
  ) u_tags (
    .clk_i  (clk_i),
    .we_i   (fin || wiping_q),
    .waddr_i(wiping_q ? wipe_addr_q[BufW-1:0] : fin_buf),
    .wdata_i(wiping_q ? '0 : left ^ left_3),
    .raddr_i(drain_buf_i),
    .rdata_o(tag)
  );

  // Text in, and text back once the key stream was added: A's in cycle 2, B's in cycle 3.
  ccm_lane_pkg::pass_t back_pass;
  logic                text_we;
  logic [BufW+AddrW-1:0] text_waddr;
  logic [127:0]        text_wdata;
  assign back_pass = cycle_q[0] ? pass_last_b : pass_last_a;

  always_comb begin
    if (wiping_q)        {text_we, text_waddr, text_wdata} = {1'b1, wipe_addr_q, 128'd0};
    else if (cycle_q[1]) {text_we, text_waddr, text_wdata} =
                         {back_pass.text, back_pass.buffer, back_pass.addr, out_q};
    else                 {text_we, text_waddr, text_wdata} =
                         {load_text_we, load_buf, load_addr, load_data};
  end

  ram_1r1w #(
    .Width(128),
    .Depth(ccm_pkg::LaneBufs * ccm_pkg::BufBeats)
  ) u_text (
    .clk_i  (clk_i),
    .we_i   (text_we),
    .waddr_i(text_waddr),
    .wdata_i(text_wdata),
    .raddr_i(mac_to_read ? {to_read.buffer, to_read.addr} : {drain_buf_q, drain_addr}),
    .rdata_o(text)
  );

endmodule
