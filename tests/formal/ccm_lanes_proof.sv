// SPDX-License-Identifier: Apache-2.0
//
// The schedule of the lanes, without data: any records, beats, round keys and drains. The last round keys of a
// lane's records come in the records' order; the first record of a direction stays until its results come,
// and none is asked for until the last of these has come (rec_collect); these are assumptions. One lane is
// what the solver can follow; lanes share only what chooses one, loads and drains.
//
// U1 A record is taken only into buffers that nobody has: a long one into an even one and the next.
// U2 A buffer is in some place from when it is taken to when it is freed: its record loads, waits, is the
//    next, runs in context A or B, leaves it, or is done.
// U3 It is never in two. So contexts have no buffer in common, and a record leaves once.
// U4 A lane's records begin in the order in which they came, as they came, and not before their blocks and
//    round keys are complete.
// U5 What is written and read in the RAM of blocks is in a buffer of the record that loads, runs or leaves, or,
//    if results are read, is done.
// U6 A buffer is freed, with its neighbour if its record has both, only when that record is done.

module ccm_lanes_proof #(
  parameter int unsigned NumLanes = 1
) (
  input logic                              clk_i,
  input logic                              req_valid_i,
  input ccm_pkg::lane_req_t                req_i,
  input logic                              beat_valid_i,
  input logic                              pick_i,
  input logic [NumLanes-1:0]               keyed_i,  // the last round key of a record of the lane comes
  input logic [1:0]                        drain_valid_i,
  input logic [1:0][ccm_pkg::LaneW-1:0]    drain_lane_i,
  input logic [1:0][ccm_pkg::LaneBufW-1:0] drain_buffer_i
);

  localparam int unsigned Bufs = ccm_pkg::LaneBufs;
  localparam int unsigned BufW = ccm_pkg::LaneBufW;
  typedef logic [BufW-1:0] buffer_t;
  typedef logic [4:0]      count_t;

  logic       rst_n, req_ready, out_last;
  logic [1:0] drain_ready, out_valid;
  logic [ccm_pkg::LaneW-1:0] key_lane;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  always_comb begin
    key_lane = '0;
    for (int unsigned l = 0; l < NumLanes; l++) if (keyed_i[l]) key_lane = ccm_pkg::LaneW'(l);
  end

  ccm_lanes #(
    .NumLanes(NumLanes)
  ) dut (
    .clk_i         (clk_i),
    .rst_ni        (rst_n),
    .req_valid_i   (req_valid_i),
    .req_ready_o   (req_ready),
    .req_i         (req_i),
    .req_lane_o    (),
    .req_buffer_o  (),
    .beat_valid_i  (beat_valid_i),
    .beat_ready_o  (),
    .beat_i        ('0),
    .key_we_i      (keyed_i != '0),
    .key_lane_i    (key_lane),
    .key_buffer_i  ('0),
    .key_addr_i    (ccm_pkg::KeyChain),
    .key_i         ('0),
    .drain_valid_i (drain_valid_i),
    .drain_ready_o (drain_ready),
    .drain_lane_i  (drain_lane_i),
    .drain_buffer_i(drain_buffer_i),
    .out_valid_o   (out_valid),
    .out_last_o    (out_last),
    .out_o         (),
    .wipe_i        (1'b0),
    .idle_o        ()
  );

  // --- surroundings ---

  logic                              req_waits_q, draining_q;
  ccm_pkg::lane_req_t                req_q;
  logic [1:0][1:0]                   asked_q;  // in the last two cycles
  logic [1:0][ccm_pkg::LaneW-1:0]    drain_lane_q;
  logic [1:0][ccm_pkg::LaneBufW-1:0] drain_buffer_q;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      req_waits_q <= 1'b0;
      draining_q  <= 1'b0;
      asked_q     <= '0;
    end else begin
      req_waits_q <= req_valid_i && !req_ready;
      draining_q  <= drain_ready != '0 || (draining_q && !(out_valid != '0 && out_last));
      asked_q     <= {asked_q[0], drain_valid_i};
    end
  end
  always_ff @(posedge clk_i) begin
    req_q          <= req_i;
    drain_lane_q   <= drain_lane_i;
    drain_buffer_q <= drain_buffer_i;
  end

  always_comb begin
    assume (req_i.aad_blocks <= 3'(ccm_pkg::MaxAadBlocks) && req_i.len <= 11'(ccm_pkg::PayloadMax));
    assume (!req_waits_q || (req_valid_i && req_i == req_q));
    assume ($onehot0(keyed_i));
    for (int unsigned d = 0; d < 2; d++) begin
      assume (drain_lane_i[d] < ccm_pkg::LaneW'(NumLanes));
      // Named a cycle before; the first record of a direction stays until it is ready.
      assume (!drain_valid_i[d] ||
              (drain_lane_i[d] == drain_lane_q[d] && drain_buffer_i[d] == drain_buffer_q[d]));
      assume (draining_q || !(asked_q[0][d] || asked_q[1][d]) ||
              (drain_lane_i[d] == drain_lane_q[d] && drain_buffer_i[d] == drain_buffer_q[d]));
      assume (!(drain_valid_i[d] && draining_q));
    end
  end

  logic settled;  // no record loads, or is about to
  assign settled = !dut.loading && dut.take_q == '0;

  // --- places ---

  function automatic logic [Bufs-1:0] mask(buffer_t buffer, logic pair);
    return (pair ? Bufs'(3) : Bufs'(1)) << buffer;
  endfunction

  for (genvar l = 0; l < NumLanes; l++) begin : gen_lane
    // Records that are somewhere, and what they have. Of the order queue, entry i.
    localparam int unsigned Places = 7 + Bufs;
    logic    [Places-1:0]  here, pair;
    buffer_t [Places-1:0]  buffer;
    logic    [Bufs-1:0]    taken, done;
    logic    [BufW:0]      loaded, fetched, keyed, waiting;
    logic                  takes_port, takes, loads;

    assign taken   = dut.gen_lane[l].u_lane.taken_q;
    assign done    = dut.gen_lane[l].u_lane.done_q;
    assign loaded  = dut.gen_lane[l].u_lane.loaded_q;
    assign fetched = dut.gen_lane[l].u_lane.fetched_q;
    assign keyed   = dut.gen_lane[l].u_lane.keyed_q;
    assign waiting = loaded - fetched;
    assign loads   = (dut.loading && dut.load_lane_q[l]) || dut.gen_lane[l].u_lane.load_q;
    assign takes   = dut.take_q[l];
    assign takes_port = dut.take && 32'(dut.lane_q) == l;

    assign here[0]   = loads;
    assign buffer[0] = dut.load_buffer;
    assign pair[0]   = dut.load_record.pair;
    assign here[1]   = dut.gen_lane[l].u_lane.head_valid_q;
    assign buffer[1] = dut.gen_lane[l].u_lane.head_buffer_q;
    assign pair[1]   = dut.gen_lane[l].u_lane.head_q.pair;
    assign here[2]   = dut.gen_lane[l].u_lane.u_contexts.read_q.run;
    assign buffer[2] = dut.gen_lane[l].u_lane.u_contexts.read_q.buffer;
    assign pair[2]   = dut.gen_lane[l].u_lane.u_contexts.read_q.pair;
    assign here[3]   = dut.gen_lane[l].u_lane.u_contexts.ring_q.run;
    assign buffer[3] = dut.gen_lane[l].u_lane.u_contexts.ring_q.buffer;
    assign pair[3]   = dut.gen_lane[l].u_lane.u_contexts.ring_q.pair;
    assign here[4]   = dut.gen_lane[l].u_lane.u_contexts.read_q.fin;
    assign buffer[4] = dut.gen_lane[l].u_lane.u_contexts.read_q.leaving;
    assign pair[4]   = dut.gen_lane[l].u_lane.u_contexts.read_q.leaving_pair;
    assign here[5]   = dut.gen_lane[l].u_lane.u_contexts.ring_q.fin;
    assign buffer[5] = dut.gen_lane[l].u_lane.u_contexts.ring_q.leaving;
    assign pair[5]   = dut.gen_lane[l].u_lane.u_contexts.ring_q.leaving_pair;
    assign here[6]   = dut.gen_lane[l].u_lane.u_contexts.mac_left_q;
    assign buffer[6] = dut.gen_lane[l].u_lane.u_contexts.read_q.leaving;
    assign pair[6]   = dut.gen_lane[l].u_lane.u_contexts.read_q.leaving_pair;

    logic [Bufs-1:0][$bits(ccm_lane_pkg::record_t)+BufW-1:0] entry;
    for (genvar i = 0; i < Bufs; i++) begin : gen_waiting
      ccm_lane_pkg::record_t record;
      assign entry[i]              = {record, buffer[7+i]};
      assign {record, buffer[7+i]} = dut.gen_lane[l].u_lane.u_order.mem_q[i];
      assign pair[7+i]             = record.pair;
      assign here[7+i]             = {1'b0, BufW'(i) - fetched[BufW-1:0]} < waiting;
    end

    logic   [Bufs-1:0] word_pair, done_pair, claimed;
    count_t            records, pairs;

    assign claimed = taken | dut.gen_lane[l].u_lane.take_mask;  // or will be taken in the next cycle

    // Which places each buffer is in.
    for (genvar b = 0; b < Bufs; b++) begin : gen_buffer
      logic [1+ccm_lane_pkg::AddrW:0] word;
      assign word         = dut.u_records.mem_q[Bufs*l + b];
      assign word_pair[b] = word[ccm_lane_pkg::AddrW];
      assign done_pair[b] = done[b] && word_pair[b];

      logic [Places+1:0] owners;
      assign owners[Places]   = done[b];
      assign owners[Places+1] = b % 2 == 1 && done_pair[b & ~1];
      for (genvar p = 0; p < Places; p++) begin : gen_place
        assign owners[p] = here[p] && (buffer[p] == buffer_t'(b) ||
                                       (b % 2 == 1 && pair[p] && buffer[p] == buffer_t'(b & ~1)));
      end
      always_comb begin
        U2: assert (!rst_n || ((owners != '0) == claimed[b]));
        U3: assert (!rst_n || $onehot0(owners));
      end
    end

    always_comb begin
      records = count_t'($countones(done));
      pairs   = count_t'($countones(done_pair));
      for (int unsigned p = 0; p < Places; p++) begin
        records += count_t'(here[p]);
        pairs   += count_t'(here[p] && pair[p]);
      end
    end

    // The same, counted as they come and go.
    count_t records_q, pairs_q;
    logic   frees;
    assign frees = dut.gen_lane[l].u_lane.free_i;
    always_ff @(posedge clk_i or negedge rst_n) begin
      if (!rst_n) {records_q, pairs_q} <= '0;
      else begin
        records_q <= records_q + count_t'(takes_port) - count_t'(frees);
        pairs_q   <= pairs_q + count_t'(takes_port && dut.record_q.pair) - count_t'(frees && dut.free_pair_q);
      end
    end

    // Round keys that are still to come.
    count_t pend_q;
    always_ff @(posedge clk_i or negedge rst_n) begin
      if (!rst_n) pend_q <= '0;
      else        pend_q <= pend_q + count_t'(takes_port) - count_t'(keyed_i[l]);
    end
    always_comb assume (!keyed_i[l] || pend_q != '0);

    // The record that the solver picks: so many others of the lane begin before it.
    logic                  picked_q, fetch;
    logic    [BufW:0]      ahead_q;
    ccm_lane_pkg::record_t record_q;
    buffer_t               buffer_q;
    logic    [BufW:0]      keys_q;  // complete, of records that have not begun

    assign fetch = dut.gen_lane[l].u_lane.fetch;

    always_ff @(posedge clk_i or negedge rst_n) begin
      if (!rst_n) begin
        picked_q <= 1'b0;
        keys_q   <= '0;
      end else begin
        if (takes && pick_i && !picked_q) picked_q <= 1'b1;
        else if (fetch && ahead_q == '0)  picked_q <= 1'b0;
        keys_q <= keys_q + (BufW + 1)'(dut.key_we_q[l]) - (BufW + 1)'(fetch);
      end
    end
    always_ff @(posedge clk_i) begin
      if (takes && pick_i && !picked_q) begin
        ahead_q  <= waiting - (BufW + 1)'(fetch);
        record_q <= dut.load_record;
        buffer_q <= dut.load_buffer;
      end else begin
        ahead_q <= ahead_q - (BufW + 1)'(fetch);
      end
    end

    // Who writes and reads in the RAM of blocks.
    logic    writes_block, writes_load, reads_result, in_place;
    logic [ccm_pkg::TextAddrW-1:0] waddr, raddr;
    assign writes_block = !dut.gen_lane[l].u_lane.load_ready_q;
    assign writes_load  = !writes_block && dut.gen_lane[l].u_lane.load_valid_i;
    assign reads_result = dut.gen_lane[l].u_lane.read_valid_i && dut.gen_lane[l].u_lane.read_ready_o;
    assign waddr        = dut.gen_lane[l].u_lane.waddr;
    assign raddr        = dut.gen_lane[l].u_lane.u_text.raddr_i;

    function automatic logic owns(int unsigned p, logic [ccm_pkg::TextAddrW-1:0] addr);
      logic [Bufs-1:0] own;
      own = mask(buffer[p], pair[p]);
      return here[p] && own[addr[ccm_pkg::TextAddrW-1 -: BufW]];
    endfunction

    logic [Bufs-1:0] result_mask;
    assign result_mask = mask(dut.drain_buffer_q, done_pair[dut.drain_buffer_q]);

    always_comb begin
      in_place = 1'b1;
      if (writes_block && !owns(here[6] ? 6 : here[5] ? 5 : 3, waddr)) in_place = 1'b0;
      if (writes_load && !owns(0, waddr)) in_place = 1'b0;
      if (dut.gen_lane[l].u_lane.enter && !owns(2, raddr)) in_place = 1'b0;
      if (reads_result && !(done[dut.drain_buffer_q] &&
                            result_mask[raddr[ccm_pkg::TextAddrW-1 -: BufW]]))
        in_place = 1'b0;
    end

    always_comb if (rst_n) begin
      U1: assert (!takes || (taken & dut.gen_lane[l].u_lane.take_mask) == '0);
      U4: assert (!fetch || (keys_q != '0 && (!picked_q || ahead_q != '0 ||
                  {dut.gen_lane[l].u_lane.next, dut.gen_lane[l].u_lane.next_buffer} == {record_q, buffer_q})));
      U5: assert (in_place);
      U6: assert (!frees || (done[dut.drain_buffer_q] && dut.free_pair_q == done_pair[dut.drain_buffer_q]));
    end

    // For the induction.
    logic took_q, even, recorded;
    logic [Bufs-1:0] offered, offered_two, chosen;
    always_ff @(posedge clk_i or negedge rst_n) begin
      if (!rst_n) took_q <= 1'b0;
      else        took_q <= takes;
    end

    assign offered     = mask(dut.one[l], 1'b0);
    assign offered_two = mask(dut.pair[l], 1'b1);
    assign chosen      = mask(dut.buffer_q, dut.record_q.pair);

    always_comb begin
      even     = 1'b1;
      recorded = 1'b1;
      for (int unsigned p = 0; p < Places; p++) begin
        if (here[p] && pair[p] && buffer[p][0]) even = 1'b0;
        if (here[p] && word_pair[buffer[p]] != pair[p]) recorded = 1'b0;
      end
      for (int unsigned b = 1; b < Bufs; b += 2) if (done_pair[b]) even = 1'b0;
    end

    always_comb if (rst_n) begin
      I1: assert (records_q + pairs_q == count_t'($countones(claimed)));
      IM: assert (records_q == records);
      IN: assert (pairs_q == pairs);
      I2: assert (!(dut.one_valid[l] && !takes && !took_q) || (offered & claimed) == '0);
      I3: assert (!(dut.pair_valid[l] && !takes && !took_q) || (offered_two & claimed) == '0);
      I4: assert (!dut.pair_valid[l] || !dut.pair[l][0]);
      IR: assert (!(dut.found_q && dut.lane_q == l) || (dut.record_q.pair ? dut.pair_valid[l] : dut.one_valid[l]));
      IS: assert (!dut.gen_lane[l].u_lane.load_q || (dut.load_lane_q[l] && settled));
      IT: assert (!(dut.asked_q || dut.found_q || dut.ready_q) || (!takes && !took_q && !loads));
      I5: assert (!(dut.ready_q && dut.lane_q == l) ||
                  ((chosen & claimed) == '0 && !(dut.record_q.pair && dut.buffer_q[0])));
      I6: assert (!takes || (loads && !dut.load_valid));
      I7: assert (!took_q || loads);
      I8: assert (even && recorded);
      I9: assert (!(loads && !takes) || dut.u_load.ready_q == dut.gen_lane[l].u_lane.load_ready_q);
      IA: assert (count_t'(keys_q) + count_t'(dut.key_we_q[l]) + pend_q == count_t'(waiting) + count_t'(loads));
      IB: assert (keys_q == keyed - fetched);
      IC: assert (!picked_q || ahead_q < waiting ||
                  (ahead_q == waiting && loads && {dut.load_record, dut.load_buffer} == {record_q, buffer_q}));
      ID: assert (!(picked_q && ahead_q < waiting) || entry[BufW'(fetched + ahead_q)] == {record_q, buffer_q});
      IE: assert (!(!dut.gen_lane[l].u_lane.u_contexts.read_q.run || here[4]) ||
                  dut.gen_lane[l].u_lane.u_contexts.read_q.round == '0);
      IF: assert (!(!dut.gen_lane[l].u_lane.u_contexts.ring_q.run || here[5]) ||
                  dut.gen_lane[l].u_lane.u_contexts.ring_q.round == '0);
      IG: assert (!here[6] || (!here[4] && !dut.gen_lane[l].u_lane.mac_q));
      IH: assert (!dut.gen_lane[l].u_lane.enter || here[2]);
      II: assert (!(dut.draining && dut.drain_lane_q[l]) ||
                  (done[dut.drain_buffer_q] && dut.free_pair_q == done_pair[dut.drain_buffer_q]));
      IQ: assert (!(dut.look_q && dut.drain_lane_q[l]) ||
                  (done[dut.drain_buffer_q] && 32'(dut.drain_index_q) == l));
      IJ: assert (!writes_block || here[6] || (dut.gen_lane[l].u_lane.mac_q && (here[5] ||
                  dut.gen_lane[l].u_lane.u_contexts.ring_q.enter)));
      IL: assert (!dut.gen_lane[l].u_lane.u_contexts.ring_q.enter || here[3]);
      IO: assert (!here[6] || dut.gen_lane[l].u_lane.write_addr ==
                  ccm_lane_pkg::text_addr(buffer[6], 1'b0, ccm_lane_pkg::AddrMac));
      IP: assert (!dut.gen_lane[l].u_lane.mac_q || dut.gen_lane[l].u_lane.write_addr ==
                  (here[5] ? ccm_lane_pkg::text_addr(buffer[5], pair[5], ccm_lane_pkg::AddrS0) :
                   ccm_lane_pkg::text_addr(buffer[3], pair[3], dut.gen_lane[l].u_lane.u_contexts.ring_q.addr)));
      IK: assert (waiting <= (BufW + 1)'(Bufs) && keys_q <= (BufW + 1)'(Bufs) && pend_q <= count_t'(Bufs));
    end
  end

  for (genvar d = 0; d < 2; d++) begin : gen_drain
    logic [NumLanes-1:0] is_done;
    for (genvar l = 0; l < NumLanes; l++) begin : gen_is_done
      assign is_done[l] = drain_lane_i[d] == ccm_pkg::LaneW'(l) && dut.done[l][drain_buffer_i[d]];
    end
    // Where it was a cycle ago, unless that was the last record's.
    logic [NumLanes-1:0] was_done;
    for (genvar l = 0; l < NumLanes; l++) begin : gen_was_done
      assign was_done[l] = drain_lane_q[d] == ccm_pkg::LaneW'(l) && dut.done[l][drain_buffer_q[d]];
    end
    always_comb if (rst_n) begin
      I3: assert (draining_q || dut.has_q[d] == '0 || was_done != '0);
      I1: assert (!dut.wants_q[d] || (asked_q[0][d] && (draining_q || is_done != '0)));
      I2: assert (!(dut.start_q && dut.owner_q == 1'(d)) || (asked_q[1][d] && is_done != '0));
    end
  end

  // Results on their way out, and which of them are a record's last.
  logic [3:0] comes, ends;
  for (genvar i = 0; i < 3; i++) begin : gen_coming
    assign comes[i] = dut.coming_q[i].valid != '0;
    assign ends[i]  = comes[i] && dut.coming_q[i].last;
  end
  assign comes[3] = out_valid != '0;
  assign ends[3]  = comes[3] && out_last;

  always_comb if (rst_n) begin
    IG: assert (!(dut.asked_q || dut.found_q) || req_waits_q);
    IH: assert (!(dut.asked_q || dut.found_q || dut.ready_q) || dut.record_q == ccm_lane_pkg::record_of(req_q));
    I1: assert (!(dut.asked_q || dut.found_q || dut.ready_q) || (req_waits_q && settled));
    IK: assert (!(dut.found_q && dut.ready_q) && !(dut.asked_q && dut.ready_q));
    I2: assert (dut.take_q == '0 || dut.take_q == dut.load_lane_q);
    I3: assert (!dut.loading || $onehot(dut.load_lane_q));
    I4: assert (dut.key_we_q == '0 || dut.key_addr_q == ccm_pkg::KeyChain);
    I5: assert (!dut.start_q || (!draining_q && !dut.look_q && !dut.draining && !dut.free_q));
    I6: assert (!(dut.look_q || dut.draining || dut.free_q) || draining_q);
    I7: assert ($onehot0({dut.look_q, dut.draining, dut.free_q}));
    I8: assert (!(dut.look_q || dut.draining || dut.free_q) || $onehot(dut.drain_lane_q));
    I9: assert (!dut.wiping_q);
    IA: assert (!(dut.draining && ends != '0) && !(dut.free_q && ends[3:1] != '0));
    IB: assert (draining_q || comes == '0);
    IC: assert (!(draining_q && dut.wants_q != '0) || dut.look_q);
    IJ: assert (!dut.look_q || comes == '0);
    ID: assert (dut.loading || !dut.load_valid);
    IF: assert (32'(dut.lane_q) < NumLanes);
    IE: assert (!(ends[1] && comes[0]) && !(ends[2] && comes[1:0] != '0) && !(ends[3] && comes[2:0] != '0));
  end

endmodule
