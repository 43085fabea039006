// SPDX-License-Identifier: Apache-2.0
//
// NumLanes CCM lanes seen as one: a record goes to the next lane that has room, results come back from
// the lane that is named, one record at a time. Index 0 is seal, 1 is open.
//
// Lanes take turns because results are wanted in the order of the records: of records of one size, the
// lane whose turn it is becomes idle first.
//
// Lanes take much less than a beat a cycle, all of them together, so they share what loads and drains
// them. What goes to all lanes comes from registers.

module ccm_lanes #(
  parameter int unsigned NumLanes  = 1,
  parameter bit          SboxGates = 1'b0
) (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  input  logic                              req_valid_i,
  output logic                              req_ready_o,
  input  ccm_pkg::lane_req_t                req_i,
  output logic [ccm_pkg::LaneW-1:0]         req_lane_o,    // with ready and a cycle longer: where the record is
  output logic [ccm_pkg::LaneBufW-1:0]      req_buffer_o,

  // Beats of the record that was taken last.
  input  logic                              beat_valid_i,
  output logic                              beat_ready_o,
  input  logic [127:0]                      beat_i,

  // Round keys of the records, in the order of their requests.
  input  logic                              key_we_i,
  input  logic [ccm_pkg::LaneW-1:0]         key_lane_i,
  input  logic [ccm_pkg::LaneBufW-1:0]      key_buffer_i,
  input  logic [3:0]                        key_addr_i,
  input  logic [127:0]                      key_i,

  // Ask for a record, whose place is named a cycle before; ready when it is done and comes out: the whole
  // 16-byte tag, the trailer if there is one, then the payload blocks, whose bytes past the record's end
  // are garbage. No back-pressure: who asks has room.
  input  logic [1:0]                        drain_valid_i,
  output logic [1:0]                        drain_ready_o,
  input  logic [1:0][ccm_pkg::LaneW-1:0]    drain_lane_i,
  input  logic [1:0][ccm_pkg::LaneBufW-1:0] drain_buffer_i,
  output logic [1:0]                        out_valid_o,  // whose
  output logic                              out_last_o,
  output logic [127:0]                      out_o,

  // Overwrites every round key and every buffer. Only while idle_o; done when idle_o again.
  input  logic                              wipe_i,
  output logic                              idle_o
);

  localparam int unsigned BufW = ccm_pkg::LaneBufW;
  localparam int unsigned AddrW = ccm_pkg::TextAddrW;
  localparam int unsigned NumW = (NumLanes > 1) ? $clog2(NumLanes) : 1;

  typedef logic [NumW-1:0] lane_t;

  // Of each lane.
  logic [NumLanes-1:0]                        one_valid, pair_valid, load_soon, read_ready, idle;
  logic [NumLanes-1:0][BufW-1:0]              one, pair;
  logic [NumLanes-1:0][ccm_pkg::LaneBufs-1:0] done;
  logic [NumLanes-1:0][127:0]                 out;

  // --- wipe: all lanes at once, through the ports that load them ---

  logic             wiping_q;
  logic [AddrW-1:0] wipe_addr_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) wiping_q <= 1'b0;
    else wiping_q <= wiping_q ? wipe_addr_q != '1 : wipe_i;
  end
  always_ff @(posedge clk_i) wipe_addr_q <= wiping_q ? wipe_addr_q + 1'b1 : '0;

  // --- request: what it needs, then a lane, then a buffer and the answer ---

  ccm_lane_pkg::record_t record_q;
  lane_t                 best, lane_q;
  logic [NumLanes-1:0]   fits, later_q;  // later: than the lane that was taken last
  logic                  asked_q, found_q, ready_q, take, loading;
  logic [BufW-1:0]       buffer_q;

  assign take = req_valid_i && ready_q;
  assign fits = record_q.pair ? pair_valid : one_valid;

  // The first one after the lane that was taken last, or the first one of all.
  always_comb begin
    best = '0;
    for (int unsigned l = NumLanes; l > 0; l--) if (fits[l-1]) best = lane_t'(l - 1);
    for (int unsigned l = NumLanes; l > 0; l--) if (fits[l-1] && later_q[l-1]) best = lane_t'(l - 1);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) later_q <= '0;
    else if (take) for (int unsigned l = 0; l < NumLanes; l++) later_q[l] <= lane_t'(l) > lane_q;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      asked_q <= 1'b0;
      found_q <= 1'b0;
      ready_q <= 1'b0;
    end else begin
      asked_q <= req_valid_i && !loading && !wiping_q && !found_q && !ready_q;
      found_q <= asked_q && fits != '0 && !found_q;
      ready_q <= found_q;
    end
  end

  always_ff @(posedge clk_i) begin
    record_q <= ccm_lane_pkg::record_of(req_i);
    if (!found_q && !ready_q) lane_q <= best;
    if (found_q) buffer_q <= record_q.pair ? pair[lane_q] : one[lane_q];
  end

  assign req_ready_o  = ready_q;
  assign req_lane_o   = ccm_pkg::LaneW'(lane_q);
  assign req_buffer_o = buffer_q;

  // --- load ---

  ccm_lane_pkg::record_t load_record;
  logic                  load_valid, load_last;
  logic [NumLanes-1:0]   take_q, load_lane_q;
  logic [BufW-1:0]       load_buffer;
  logic [AddrW-1:0]      load_addr;
  logic [127:0]          load_data;

  always_ff @(posedge clk_i) begin
    take_q <= NumLanes'(take) << lane_q;
    if (take) load_lane_q <= NumLanes'(1) << lane_q;
  end

  ccm_load u_load (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .take_i      (take),
    .record_i    (record_q),
    .buffer_i    (buffer_q),
    .busy_o      (loading),
    .beat_valid_i(beat_valid_i),
    .beat_ready_o(beat_ready_o),
    .beat_i      (beat_i),
    .record_o    (load_record),
    .buffer_o    (load_buffer),
    .soon_i      ((load_soon & load_lane_q) != '0),
    .valid_o     (load_valid),
    .last_o      (load_last),
    .addr_o      (load_addr),
    .data_o      (load_data),
    .wipe_i      (wipe_i || wiping_q)
  );

  // --- round keys ---

  logic [NumLanes-1:0] key_we_q;
  logic [BufW-1:0]     key_buffer_q;
  logic [3:0]          key_addr_q;
  logic [127:0]        key_q;

  always_ff @(posedge clk_i) begin
    if (wiping_q) begin
      key_we_q                   <= {NumLanes{wipe_addr_q[AddrW-1:BufW+4] == '0}};
      {key_buffer_q, key_addr_q} <= wipe_addr_q[BufW+3:0];
      key_q                      <= '0;
    end else begin
      key_we_q                   <= NumLanes'(key_we_i) << key_lane_i;
      {key_buffer_q, key_addr_q} <= {key_buffer_i, key_addr_i};
      key_q                      <= key_i;
    end
  end

  // --- drain: seal and open in turn when both ask ---

  logic [1:0][NumLanes-1:0] has_q;  // the lane that is named, and its record is done
  logic [1:0]            wants_q;
  logic                  owner_q, start_q, look_q, draining;  // whose, where it is, what it is, its beats
  logic                  choose, read_moves, read_last, free_q, free_pair_q;
  logic [NumLanes-1:0]   drain_lane_q;
  lane_t                 drain_index_q;
  logic [BufW-1:0]       drain_buffer_q;
  logic                  has_trailer, is_pair;
  ccm_lane_pkg::addr_t   read_addr, last_block;

  assign choose     = wants_q != '0 && !start_q && !look_q && !draining;
  assign read_moves = draining && (read_ready & drain_lane_q) != '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      has_q   <= '0;
      wants_q <= '0;
      owner_q <= 1'b0;
      start_q <= 1'b0;
      look_q  <= 1'b0;
      free_q  <= 1'b0;
    end else begin
      for (int unsigned d = 0; d < 2; d++) begin
        for (int unsigned l = 0; l < NumLanes; l++)
          has_q[d][l] <= lane_t'(drain_lane_i[d]) == lane_t'(l) && done[l][drain_buffer_i[d]];
        wants_q[d] <= drain_valid_i[d] && has_q[d] != '0;
      end
      if (choose) owner_q <= (wants_q == 2'b11) ? !owner_q : wants_q[1];
      start_q <= choose;
      look_q  <= start_q;
      free_q  <= read_moves && read_last;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_q) begin
      drain_lane_q   <= NumLanes'(1) << lane_t'(drain_lane_i[owner_q]);
      drain_index_q  <= lane_t'(drain_lane_i[owner_q]);
      drain_buffer_q <= drain_buffer_i[owner_q];
    end
    if (look_q) free_pair_q <= is_pair;
  end

  assign drain_ready_o = {start_q && owner_q, start_q && !owner_q};

  ram_lut #(
    .Width(2 + ccm_lane_pkg::AddrW),
    .Depth((1 << NumW) * ccm_pkg::LaneBufs)
  ) u_records (
    .clk_i  (clk_i),
    .we_i   (take),
    .waddr_i({lane_q, buffer_q}),
    .wdata_i({record_q.has_trailer, record_q.pair, record_q.last}),
    .raddr_i({drain_index_q, drain_buffer_q}),
    .rdata_o({has_trailer, is_pair, last_block})
  );

  ccm_drain u_drain (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (look_q),
    .has_trailer_i(has_trailer),
    .last_i       (last_block),
    .busy_o       (draining),
    .addr_o       (read_addr),
    .last_o       (read_last),
    .ready_i      (read_moves)
  );

  // --- lanes ---

  for (genvar l = 0; l < NumLanes; l++) begin : gen_lane
    ccm_lane #(
      .SboxGates(SboxGates)
    ) u_lane (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .one_valid_o  (one_valid[l]),
      .one_o        (one[l]),
      .pair_valid_o (pair_valid[l]),
      .pair_o       (pair[l]),
      .take_i       (take_q[l]),
      .load_buffer_i(load_buffer),
      .load_record_i(load_record),
      .load_soon_o  (load_soon[l]),
      .load_valid_i ((load_valid && load_lane_q[l]) || wiping_q),
      .load_last_i  (load_last && !wiping_q),
      .load_addr_i  (wiping_q ? wipe_addr_q : load_addr),
      .load_i       (load_data),
      .key_we_i     (key_we_q[l]),
      .key_buffer_i (key_buffer_q),
      .key_addr_i   (key_addr_q),
      .key_i        (key_q),
      .done_o       (done[l]),
      .read_valid_i (draining && drain_lane_q[l]),
      .read_ready_o (read_ready[l]),
      .read_addr_i  (ccm_lane_pkg::text_addr(drain_buffer_q, free_pair_q, read_addr)),
      .out_o        (out[l]),
      .free_i       (free_q && drain_lane_q[l]),
      .free_buffer_i(drain_buffer_q),
      .free_pair_i  (free_pair_q),
      .wipe_i       (wiping_q),
      .idle_o       (idle[l])
    );
  end

  // --- results, four cycles after they were read: all lanes but one give zero ---

  typedef struct packed {
    logic [1:0] valid;
    logic       last;
    logic       fresh;  // and not to be added to what came before it
  } coming_t;

  coming_t [2:0] coming_q;
  coming_t       reads;
  logic          coming;
  logic [127:0]  any_out;

  always_comb begin
    any_out = '0;
    for (int unsigned l = 0; l < NumLanes; l++) any_out |= out[l];
  end

  assign coming = (coming_q[0].valid | coming_q[1].valid | coming_q[2].valid) != '0;

  always_comb begin
    reads.valid = (read_moves && read_addr != ccm_lane_pkg::AddrMac) ? {owner_q, !owner_q} : '0;
    reads.last  = read_last;
    reads.fresh = read_addr != ccm_lane_pkg::AddrS0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      coming_q    <= '0;
      out_valid_o <= '0;
    end else begin
      coming_q    <= {coming_q[1:0], reads};
      out_valid_o <= coming_q[2].valid;
    end
  end

  always_ff @(posedge clk_i) begin
    out_last_o <= coming_q[2].last;
    out_o      <= any_out ^ (coming_q[2].fresh ? '0 : out_o);
  end

  assign idle_o = idle == '1 && !found_q && !ready_q && !loading && !wiping_q &&
                  !start_q && !look_q && !draining && !coming;

endmodule
