// SPDX-License-Identifier: Apache-2.0
//
// rec_out, seen from its opened records: results of any length, dropped or not, read at any pace. A result
// has room (rec_admit, A1); its answer comes after its data and tells how many beats they are, its end with
// the answer or later, and the next result's begin in the second cycle after it or later (rec_collect).
//
// P1 Nothing leaves the RAM before the end of its result.
// P2 Of a result exactly the beats that its answer announces leave as data; the next one that leaves is the
//    answer of the next result.
// P3 What leaves as an answer was put as an answer.
// P4 What is shown as an answer is what left as one.

module rec_out_proof #(
  parameter int unsigned OutBeats = 8
) (
  input logic         clk_i,
  input logic         begin_i,
  input logic         drop_i,
  input logic         put_i,
  input logic         answer_i,
  input logic [127:0] data_i,
  input logic         end_i,
  input logic         rsp_ready_i,
  input logic         out_ready_i
);

  localparam int unsigned PosW = $clog2(OutBeats) + 1;
  typedef logic [PosW-1:0] pos_t;

  logic       rst_n;
  logic [1:0] read, rsp_valid;
  logic [127:0] shown;
  pos_t       rd, wr, ended;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_out #(
    .OutBeats(OutBeats)
  ) dut (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .open_i       (1'b1),
    .begin_i      (begin_i),
    .drop_i       (drop_i),
    .put_valid_i  (put_i),
    .put_answer_i (answer_i),
    .put_i        (data_i),
    .end_i        (end_i),
    .read_o       (read),
    .rsp_valid_o  (rsp_valid),
    .rsp_ready_i  ({2{rsp_ready_i}}),
    .rsp_o        (),
    .m_axis_tvalid(),
    .m_axis_tready({2{out_ready_i}}),
    .m_axis_tdata (),
    .m_axis_tlast ()
  );

  // The first one that has not left.
  assign rd    = dut.gen_both.gen_reader[1].u_reader.next_q - pos_t'(dut.gen_both.gen_reader[1].u_reader.arrives_q);
  assign shown = dut.beat[1];
  assign ended = dut.end_q[1];
  assign wr    = dut.wr_q;

  // The beats that each word of the RAM would announce, if it was an answer.
  typedef logic [rec_types_pkg::NeedW-1:0] need_t;
  need_t [OutBeats-1:0] announced;
  for (genvar i = 0; i < OutBeats; i++) begin : gen_word
    rec_types_pkg::answer_t word;
    assign word         = dut.gen_both.u_ram.mem_q[OutBeats + i];
    assign announced[i] = word.beats;
  end

  // The result that is being written, until its end has moved, and where the next one to leave begins.
  logic begun_q, answered_q, reads_answer;
  pos_t next_q, used;
  pos_t count_q;  // beats of data that it has
  rec_types_pkg::answer_t put_answer;

  assign put_answer   = data_i;
  assign used         = wr - rd;
  assign reads_answer = read[1] && rd == next_q;

  always_comb begin
    assume (!begin_i || (!begun_q && !put_i && ended - rd < pos_t'(OutBeats)));
    assume (!drop_i || (begun_q && !answered_q && !put_i));
    assume (!put_i || (begun_q && !answered_q));
    assume (!(put_i && !answer_i) || used < pos_t'(OutBeats));
    assume (!(put_i && answer_i) || put_answer.beats == need_t'(count_q));
    assume (!end_i || (answered_q && !dut.ends_q));
  end

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      begun_q    <= 1'b0;
      answered_q <= 1'b0;
      next_q     <= '0;
      count_q    <= '0;
    end else begin
      count_q    <= (begin_i || drop_i) ? '0 : count_q + pos_t'(put_i && !answer_i);
      begun_q    <= begin_i || (begun_q && !dut.ends_q);
      answered_q <= (put_i && answer_i) || (answered_q && !dut.ends_q);
      if (reads_answer) next_q <= rd + 1'b1 + pos_t'(announced[rd[PosW-2:0]]);
    end
  end

  // What goes into the RAM now, and each word of it.
  logic                answers_q;
  pos_t                wpos_q;
  logic [OutBeats-1:0] is_answer_q;
  rec_types_pkg::answer_t written;
  assign written = dut.wdata_q;

  always_ff @(posedge clk_i) begin
    answers_q <= answer_i;
    wpos_q    <= answer_i ? ended : wr;
    if (dut.we_q) is_answer_q[wpos_q[PosW-2:0]] <= answers_q;
  end

  logic [127:0] answer_read_q;  // the last one
  always_ff @(posedge clk_i) begin
    if (read[1] && dut.gen_both.gen_reader[1].u_reader.left_q == '0) answer_read_q <= dut.gen_both.rdata;
  end

  always_comb if (rst_n) begin
    P1: assert (!read[1] || rd != ended);
    P2: assert (!read[1] || (dut.gen_both.gen_reader[1].u_reader.left_q != '0) == (rd != next_q));
    P3: assert (!read[1] || dut.gen_both.gen_reader[1].u_reader.left_q != '0 || is_answer_q[rd[PosW-2:0]]);
    P4: assert (!rsp_valid[1] || shown == answer_read_q);
  end

  // For the induction: from next_q on the RAM has whole results up to the end of the last.
  logic whole;
  pos_t left, ahead;
  rec_types_pkg::answer_t on_its_way;
  assign ahead      = next_q - rd;
  assign left       = ended - rd;
  assign on_its_way = dut.gen_both.slot_q ? dut.gen_both.rdata : dut.gen_both.u_ram.read_q;

  always_comb begin
    pos_t  p, rest;
    need_t beats;
    p     = next_q;
    whole = 1'b1;
    for (int unsigned i = 0; i < OutBeats; i++) begin
      rest  = ended - p;
      beats = announced[p[PosW-2:0]];
      if (rest != '0) begin
        if (beats >= need_t'(rest) || !is_answer_q[p[PosW-2:0]]) whole = 1'b0;
        p = p + 1'b1 + pos_t'(beats);
      end
    end
    if (p != ended) whole = 1'b0;
  end

  always_comb if (rst_n) begin
    I1: assert (left <= pos_t'(OutBeats) && ahead <= left);
    I2: assert (whole);
    I3: assert (dut.gen_both.gen_reader[1].u_reader.left_q == need_t'(ahead));
    I4: assert (!dut.gen_both.gen_reader[1].u_reader.arrives_q ||
                (left != '0 && on_its_way.beats == announced[rd[PosW-2:0]]));
    IB: assert (!begun_q || wr == ended + 1'b1 + count_q);
    I8: assert (!begun_q || (used <= pos_t'(OutBeats) && used > left));
    I9: assert (!answered_q || (begun_q && (dut.we_q ? answers_q && wpos_q == ended && written.beats == need_t'(count_q)
                                                     : is_answer_q[ended[PosW-2:0]] &&
                                                       announced[ended[PosW-2:0]] == need_t'(count_q))));
    IC: assert (!dut.we_q || (begun_q && dut.waddr_q == {1'b1, wpos_q[PosW-2:0]} &&
                              wpos_q - rd >= left && wpos_q - rd < pos_t'(OutBeats)));
    ID: assert (!dut.ends_q || (answered_q && dut.open_q));
  end

endmodule
