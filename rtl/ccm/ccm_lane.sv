// SPDX-License-Identifier: Apache-2.0
//
// CCM lane: one AES round a cycle, two records in flight, eight record buffers (SP 800-38C).
//
// Everything is timed by a free-running count of four cycles, as ccm_ring and ccm_contexts say. All
// that a record has goes through one RAM, so that no bit needs another multiplexer: its blocks, A0, and
// in the end S0 and its MAC, in places of blocks that are used up. The RAM's ports are the contexts'
// when a block enters or leaves; in all other cycles, most of them, others load and read.

module ccm_lane #(
  parameter bit SboxGates = 1'b0  // 1: Boyar-Peralta gates, 0: packed table (simulation)
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  // Buffers that are free: one, and an even one whose neighbour is free as well.
  output logic                          one_valid_o,
  output logic [ccm_pkg::LaneBufW-1:0]  one_o,
  output logic                          pair_valid_o,
  output logic [ccm_pkg::LaneBufW-1:0]  pair_o,

  // A record takes buffer load_buffer_i. Its blocks come next, at the addresses of ccm_lane_pkg.
  input  logic                          take_i,
  input  logic [ccm_pkg::LaneBufW-1:0]  load_buffer_i,
  input  ccm_lane_pkg::record_t         load_record_i,
  output logic                          load_soon_o,  // it will be written in the next cycle
  input  logic                          load_valid_i,
  input  logic                          load_last_i,  // the record is complete
  input  logic [ccm_pkg::TextAddrW-1:0] load_addr_i,
  input  logic [127:0]                  load_i,

  // Round keys, record by record in the order of their requests. KeyChain marks them complete.
  input  logic                          key_we_i,
  input  logic [ccm_pkg::LaneBufW-1:0]  key_buffer_i,
  input  logic [3:0]                    key_addr_i,
  input  logic [127:0]                  key_i,

  // Buffers whose record is done, to be read and then freed. What is read is at out_o three cycles after
  // the read was taken, otherwise that is zero. Text past a record's end is garbage.
  output logic [ccm_pkg::LaneBufs-1:0]  done_o,
  input  logic                          read_valid_i,
  output logic                          read_ready_o,
  input  logic [ccm_pkg::TextAddrW-1:0] read_addr_i,
  output logic [127:0]                  out_o,
  input  logic                          free_i,
  input  logic [ccm_pkg::LaneBufW-1:0]  free_buffer_i,
  input  logic                          free_pair_i,

  // Forgets what is not in the RAMs, whose words are to be overwritten meanwhile. Only while idle_o.
  input  logic                          wipe_i,
  output logic                          idle_o
);

  localparam int unsigned Bufs = ccm_pkg::LaneBufs;
  localparam int unsigned BufW = ccm_pkg::LaneBufW;

  // Memories are read for A's counter block, its MAC block, B's counter block, its MAC block.
  logic b_q, mac_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) {b_q, mac_q} <= '0;
    else         {b_q, mac_q} <= {b_q, mac_q} + 1'b1;
  end

  // --- buffers: who has which ---

  logic [Bufs-1:0] taken_q, done_q, take_mask, free_mask, done_mask;
  logic            writes;  // to the buffers, in the next cycle
  logic            done;
  logic [BufW-1:0] done_buffer;

  function automatic logic [Bufs-1:0] buffers(logic [BufW-1:0] buffer, logic pair);
    return (pair ? Bufs'(3) : Bufs'(1)) << buffer;
  endfunction

  assign take_mask = take_i ? buffers(load_buffer_i, load_record_i.pair) : '0;
  assign free_mask = free_i ? buffers(free_buffer_i, free_pair_i) : '0;
  assign done_mask = done ? buffers(done_buffer, 1'b0) : '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      taken_q <= '0;
      done_q  <= '0;
    end else begin
      taken_q <= (taken_q | take_mask) & ~free_mask;
      done_q  <= (done_q | done_mask) & ~free_mask;
    end
  end

  // Single buffers from below and pairs from above, so that pairs stay whole.
  logic            one_valid, pair_valid;
  logic [BufW-1:0] one, pair;

  always_comb begin
    one  = '0;
    pair = '0;
    pair_valid = 1'b0;
    for (int unsigned i = Bufs; i > 0; i--) begin
      if (!taken_q[i-1]) one = BufW'(i - 1);
    end
    for (int unsigned i = 0; i < Bufs; i += 2) begin
      if (taken_q[i +: 2] == '0) begin
        pair       = BufW'(i);
        pair_valid = 1'b1;
      end
    end
    one_valid = taken_q != '1;
  end

  always_ff @(posedge clk_i) begin
    {one_valid_o, one_o}   <= {one_valid, one};
    {pair_valid_o, pair_o} <= {pair_valid, pair};
    idle_o                 <= taken_q == '0 && !writes;
  end
  assign done_o = done_q | done_mask;  // who looks it up uses it a cycle later

  // --- records in order: complete when their blocks and their keys are ---

  logic                  load_ready_q, load_q, keyed, fetch, head_valid_q, head_take;
  logic [BufW:0]         loaded_q, keyed_q, fetched_q;  // records so far
  ccm_lane_pkg::record_t next, head_q;
  logic [BufW-1:0]       next_buffer, head_buffer_q;

  assign keyed = key_we_i && key_addr_i == ccm_pkg::KeyChain && !wipe_i;
  assign fetch = !head_valid_q && loaded_q != fetched_q && keyed_q != fetched_q;

  ram_lut #(
    .Width($bits(ccm_lane_pkg::record_t) + BufW),
    .Depth(Bufs)
  ) u_order (
    .clk_i  (clk_i),
    .we_i   (load_q),
    .waddr_i(loaded_q[BufW-1:0]),
    .wdata_i({load_record_i, load_buffer_i}),
    .raddr_i(fetched_q[BufW-1:0]),
    .rdata_o({next, next_buffer})
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      load_q       <= 1'b0;
      loaded_q     <= '0;
      keyed_q      <= '0;
      fetched_q    <= '0;
      head_valid_q <= 1'b0;
    end else begin
      load_q       <= load_valid_i && load_last_i && load_ready_q;
      loaded_q     <= loaded_q + (BufW + 1)'(load_q);
      keyed_q      <= keyed_q + (BufW + 1)'(keyed);
      fetched_q    <= fetched_q + (BufW + 1)'(fetch);
      head_valid_q <= fetch || (head_valid_q && !head_take);
    end
  end

  always_ff @(posedge clk_i) begin
    if (fetch) {head_q, head_buffer_q} <= {next, next_buffer};
  end

  // --- contexts and ring ---

  logic [BufW-1:0]               key_buffer;
  logic [3:0]                    key_addr;
  logic                          enter, mid, go_on, text_en, write_soon, write_text;
  logic [1:0]                    last_key;
  logic [6:0]                    counter;
  logic [15:0]                   keep;
  logic [127:0]                  key, text, left;
  logic [ccm_pkg::TextAddrW-1:0] enter_addr, write_addr;

  ccm_contexts u_contexts (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .mac_i        (mac_q),
    .b_i          (b_q),
    .head_valid_i (head_valid_q),
    .head_take_o  (head_take),
    .head_i       (head_q),
    .head_buffer_i(head_buffer_q),
    .key_buffer_o (key_buffer),
    .key_addr_o   (key_addr),
    .read_o       (enter),
    .read_addr_o  (enter_addr),
    .mid_o        (mid),
    .go_on_o      (go_on),
    .last_key_o   (last_key),
    .counter_o    (counter),
    .text_en_o    (text_en),
    .keep_o       (keep),
    .write_soon_o (write_soon),
    .write_text_o (write_text),
    .write_addr_o (write_addr),
    .done_o       (done),
    .done_buffer_o(done_buffer)
  );

  ccm_ring #(
    .SboxGates(SboxGates)
  ) u_ring (
    .clk_i     (clk_i),
    .wipe_i    (wipe_i),
    .mid_i     (mid),
    .go_on_i   (go_on),
    .b_i       (!b_q),
    .key_i     (key),
    .counter_i (counter),
    .text_i    (text),
    .text_en_i (text_en),
    .keep_i    (keep),
    .last_key_i(last_key),
    .left_o    (left)
  );

  // --- memories ---

  ram_1r1w #(
    .Width(128),
    .Depth(Bufs * 16)
  ) u_keys (
    .clk_i  (clk_i),
    .we_i   (key_we_i),
    .waddr_i({key_buffer_i, key_addr_i}),
    .wdata_i(key_i),
    .raddr_i({key_buffer, key_addr}),
    .rdata_o(key)
  );

  logic [1:0] read_q;  // its data is one, no cycle away

  // What is written comes from registers: the RAM is many blocks, and far from one another.
  logic                          writes_q;
  logic [ccm_pkg::TextAddrW-1:0] waddr, waddr_q;
  logic [127:0]                  wdata_q;

  assign writes = !load_ready_q || load_valid_i;
  assign waddr  = load_ready_q ? load_addr_i : write_addr;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) writes_q <= 1'b0;
    else         writes_q <= writes;
  end

  always_ff @(posedge clk_i) begin
    waddr_q <= waddr;
    wdata_q <= load_ready_q ? load_i : left ^ (text & {128{write_text}});
  end

  assign load_soon_o  = !write_soon;
  assign read_ready_o = !enter;

  always_ff @(posedge clk_i) begin
    load_ready_q <= load_soon_o;
    read_q       <= {read_q[0], read_valid_i && read_ready_o};
    out_o        <= read_q[1] ? text : '0;
  end

  ram_1r1w #(
    .Width(128),
    .Depth(Bufs * ccm_pkg::BufBeats)
  ) u_text (
    .clk_i  (clk_i),
    .we_i   (writes_q),
    .waddr_i(waddr_q),
    .wdata_i(wdata_q),
    .raddr_i(enter ? enter_addr : read_addr_i),
    .rdata_o(text)
  );

endmodule
