// SPDX-License-Identifier: Apache-2.0
//
// rec_admit with the output that it guards as counts: records of any need, each of whose results is
// written, ends with any part of its need spare, and is read at any pace. A record begins only when it
// may, with a need that was there in the cycle before; begins, and ends, are at least five cycles
// apart; what is spare stays for two cycles more (all assumed).
//
// A1 room_q + freed_q, but for what begins and ends are still to change, is what A1 in rec_admit says; so
//    results that wait, and all that running records may still write, always fit in the output.
// A2 Never more than Records records run, and idle_o says when none does.
// A3 Nothing stays reserved: once all results have been read, any that fits may begin within 4 cycles.

module rec_admit_proof #(
  parameter int unsigned OutBeats = 256,
  parameter int unsigned Records  = 2
) (
  input logic                            clk_i,
  input logic [rec_types_pkg::NeedW-1:0] need_i,
  input logic                            begin_i,
  input logic                            end_i,
  input logic [rec_types_pkg::NeedW-1:0] spare_i,
  input logic                            read_i
);

  typedef logic [rec_types_pkg::NeedW-1:0] need_t;
  typedef logic [$clog2(OutBeats)+2:0]     beats_t;
  typedef logic [$clog2(Records):0]        count_t;

  logic   rst_n, ok, idle;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_admit #(
    .OutBeats(OutBeats),
    .Records (Records)
  ) dut (
    .clk_i    (clk_i),
    .rst_ni   (rst_n),
    .need_i   (need_i),
    .ok_o     (ok),
    .begin_i  (begin_i),
    .end_i    (end_i),
    .spare_i  (spare_i),
    .read_i   (read_i),
    .idle_o   (idle)
  );

  // The needs of the records that run, oldest first, and the beats that wait to be read.
  need_t [Records:0] needs_q, needs_d;  // one more, always 0
  count_t            running_q, running_left;
  beats_t            waiting_q, reserved, room;
  beats_t            used_q;  // the sum of both, counted as records begin and end and beats are read
  need_t             need_1_q, spare_1_q;
  logic [2:0]        since_begin_q, since_end_q, free_q;  // cycles, saturating
  logic              none_beyond;  // needs of records that do not run
  logic              busy, was_busy_q;  // with what is not a read

  always_comb begin
    assume (!begin_i || (ok && need_i == need_1_q && since_begin_q >= 3'd4));
    assume (!end_i || (running_q != '0 && since_end_q >= 3'd4 && spare_i <= needs_q[0]));
    assume (since_end_q >= 3'd2 || spare_i == spare_1_q);
    assume (!read_i || waiting_q != '0);
  end

  assign running_left = running_q - count_t'(end_i);

  always_comb begin
    needs_d = end_i ? needs_q >> rec_types_pkg::NeedW : needs_q;
    for (int unsigned r = 0; r < Records; r++) begin
      if (begin_i && running_left == count_t'(r)) needs_d[r] = need_i;
    end
    needs_d[Records] = '0;
  end

  always_comb begin
    reserved    = beats_t'(running_q);
    none_beyond = 1'b1;
    for (int unsigned r = 0; r <= Records; r++) begin
      reserved = reserved + beats_t'(needs_q[r]);
      if (count_t'(r) >= running_q && needs_q[r] != '0) none_beyond = 1'b0;
    end
  end
  assign busy = dut.begin_q || dut.end_q;
  assign room = beats_t'(OutBeats) - used_q;

  function automatic logic [2:0] more(logic [2:0] count);
    return (count == '1) ? count : count + 1'b1;
  endfunction

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      needs_q       <= '0;
      running_q     <= '0;
      waiting_q     <= '0;
      used_q        <= '0;
      since_begin_q <= '1;
      since_end_q   <= '1;
      was_busy_q    <= 1'b0;
      free_q        <= '0;
    end else begin
      needs_q       <= needs_d;
      running_q     <= running_left + count_t'(begin_i);
      waiting_q     <= waiting_q - beats_t'(read_i) +
                       (end_i ? beats_t'(needs_q[0]) + 1'b1 - beats_t'(spare_i) : '0);
      used_q        <= used_q + (begin_i ? beats_t'(need_i) + 1'b1 : '0) - (end_i ? beats_t'(spare_i) : '0) -
                       beats_t'(read_i);
      since_begin_q <= begin_i ? '0 : more(since_begin_q);
      since_end_q   <= end_i ? '0 : more(since_end_q);
      was_busy_q    <= busy;
      free_q        <= (running_q == '0 && waiting_q == '0 && !begin_i) ? more(free_q) : '0;
    end
  end
  always_ff @(posedge clk_i) {need_1_q, spare_1_q} <= {need_i, spare_i};

  beats_t changed;
  assign changed = beats_t'(dut.room_q) - (dut.begin_q ? beats_t'(dut.need_q) + 1'b1 : '0) +
                   (dut.end_q ? beats_t'(spare_i) : '0) + beats_t'(dut.freed_q);

  always_comb if (rst_n) begin
    A1: assert (changed == room && waiting_q + reserved <= beats_t'(OutBeats));
    A2: assert (running_q <= count_t'(Records) && idle == (running_q == '0));
    A3: assert (!(free_q >= 3'd4 && need_i == need_1_q) || ok || beats_t'(need_i) >= beats_t'(OutBeats));
  end

  // For the induction.
  always_comb if (rst_n) begin
    I1: assert (none_beyond);
    ID: assert (used_q == waiting_q + reserved);
    I2: assert (dut.running_q == running_q);
    I3: assert (dut.begin_q == (since_begin_q == '0));
    I4: assert (!dut.end_q || since_end_q == '0 || (since_end_q == 3'd1 && since_begin_q == 3'd1));
    I5: assert (since_end_q != '0 || dut.end_q);
    I6: assert (!(dut.room_ok_q && since_begin_q >= 3'd3) || room > beats_t'(need_1_q));
    IF: assert (!(dut.room_ok_q && since_begin_q >= 3'd3) || beats_t'(dut.room_q) > beats_t'(need_1_q));
    IE: assert (!dut.begin_q || beats_t'(dut.room_q) > beats_t'(dut.need_q));
    I7: assert (!was_busy_q || since_begin_q == 3'd1 || since_end_q == 3'd1 || since_end_q == 3'd2);
    IC: assert (dut.freed_q <= (!was_busy_q ? 2'd1 : busy ? 2'd2 : 2'd3));
    I8: assert (waiting_q <= beats_t'(OutBeats) && dut.room_q <= 9'(OutBeats));
    I9: assert (free_q < 3'd2 || (!dut.begin_q));
    IA: assert (free_q < 3'd3 || (!dut.begin_q && !dut.end_q));
    IB: assert (free_q < 3'd4 || dut.room_ok_q || beats_t'(need_1_q) >= beats_t'(OutBeats));
  end

endmodule
