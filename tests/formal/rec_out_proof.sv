// SPDX-License-Identifier: Apache-2.0
//
// rec_out, seen from its opened records: results of any length, dropped or not, read at any pace. A result
// has room (rec_admit, A1); its answer comes after its data and tells how many beats they are, and its end
// with the answer or later (rec_collect).
//
// P1 Nothing is read out of the RAM before the end of its result.
// P2 Of a result exactly the beats that its answer announces are read as data; the next one read is the
//    answer of the next result.
// P3 What is read as an answer was put as an answer.

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
  input logic         read_ok_i,
  input logic         rsp_ready_i,
  input logic         out_ready_i
);

  localparam int unsigned PosW = $clog2(OutBeats) + 1;
  typedef logic [PosW-1:0] pos_t;

  logic       rst_n;
  logic [1:0] read;
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
    .read_ok_i    ({2{read_ok_i}}),
    .read_o       (read),
    .rsp_valid_o  (),
    .rsp_ready_i  ({2{rsp_ready_i}}),
    .rsp_o        (),
    .m_axis_tvalid(),
    .m_axis_tready({2{out_ready_i}}),
    .m_axis_tdata (),
    .m_axis_tlast ()
  );

  assign rd    = dut.gen_reader[1].u_reader.rd_q;
  assign ended = dut.end_q[1];
  assign wr    = dut.wr_q;

  // The beats that each word of the RAM would announce, if it was an answer.
  typedef logic [rec_types_pkg::NeedW-1:0] need_t;
  need_t [OutBeats-1:0] announced;
  for (genvar i = 0; i < OutBeats; i++) begin : gen_word
    rec_types_pkg::answer_t word;
    assign word         = dut.u_ram.mem_q[OutBeats + i];
    assign announced[i] = word.beats;
  end

  // The result that is being written, and where the next one to be read begins.
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
    assume (!end_i || answered_q);
  end

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      begun_q    <= 1'b0;
      answered_q <= 1'b0;
      next_q     <= '0;
      count_q    <= '0;
    end else begin
      count_q    <= (begin_i || drop_i) ? '0 : count_q + pos_t'(put_i && !answer_i);
      begun_q    <= begin_i || (begun_q && !end_i);
      answered_q <= (put_i && answer_i) || (answered_q && !end_i);
      if (reads_answer) next_q <= rd + 1'b1 + pos_t'(announced[rd[PosW-2:0]]);
    end
  end

  logic [OutBeats-1:0] is_answer_q;  // each word of the RAM
  always_ff @(posedge clk_i) begin
    if (dut.u_ram.we_i) is_answer_q[dut.u_ram.waddr_i[PosW-2:0]] <= answer_i;
  end

  always_comb if (rst_n) begin
    P1: assert (!read[1] || rd != ended);
    P2: assert (!read[1] || dut.gen_reader[1].u_reader.data_read == (rd != next_q));
    P3: assert (!read[1] || dut.gen_reader[1].u_reader.data_read || is_answer_q[rd[PosW-2:0]]);
  end

  // For the induction: from next_q on the RAM has whole results up to the end of the last.
  logic whole, arrives_0, arrives_1;
  pos_t left, ahead;
  rec_types_pkg::answer_t answer_0, answer_1;
  assign ahead     = next_q - rd;
  assign left      = ended - rd;
  assign arrives_0 = dut.gen_reader[1].u_reader.coming_q[0].valid && dut.gen_reader[1].u_reader.coming_q[0].answer;
  assign arrives_1 = dut.gen_reader[1].u_reader.coming_q[1].valid && dut.gen_reader[1].u_reader.coming_q[1].answer;
  assign answer_0  = dut.u_ram.read_q;
  assign answer_1  = dut.rdata;

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
    I3: assert (dut.gen_reader[1].u_reader.left_q ==
                ((arrives_0 || arrives_1) ? '0 : need_t'(ahead)));
    I4: assert (!arrives_0 || answer_0.beats == need_t'(ahead));
    I5: assert (!arrives_1 || answer_1.beats == need_t'(ahead));
    I6: assert (!(arrives_0 && arrives_1));
    I7: assert (!(arrives_0 || arrives_1) || dut.gen_reader[1].u_reader.answer_q);
    IA: assert (!dut.rsp_valid_o[1] ||
                (dut.gen_reader[1].u_reader.answer_q && !arrives_0 && !arrives_1));
    IB: assert (!begun_q || wr == ended + 1'b1 + count_q);
    I8: assert (!begun_q || (used <= pos_t'(OutBeats) && used > left));
    I9: assert (!answered_q || (begun_q && announced[ended[PosW-2:0]] == need_t'(count_q) &&
                                 is_answer_q[ended[PosW-2:0]]));
  end

endmodule
