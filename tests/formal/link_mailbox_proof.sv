// SPDX-License-Identifier: Apache-2.0
//
// link_mailbox with a receiver that writes a header and up to InstallBeats of payload, commits or rolls back, and
// a reader that takes beats when it likes and is done when it likes. Of its words one that the solver picks is
// followed. That the receiver writes only while it is free, and not more, is L3.
//
// Z3 What is read are the header and the payload's beats in order, as they were written.
// Z4 Before the next request may come, all words are zero: no key stays.
// Z5 It is free again, and wiped, within InstallBeats cycles.

module link_mailbox_proof (
  input logic         clk_i,
  input logic [2:0]   pick_i,
  input logic         valid_i,
  input logic [127:0] beat_i,
  input logic         commit_i,
  input logic         rollback_i,
  input logic         ready_i,
  input logic         done_i
);

  localparam logic [3:0] Beats = 4'(link_pkg::InstallBeats);

  logic           rst_n, free, full, valid;
  link_pkg::req_t req;
  logic [127:0]   data;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  link_mailbox dut (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .free_o       (free),
    .valid_i      (valid_i),
    .beat_i       (beat_i),
    .commit_i     (commit_i),
    .rollback_i   (rollback_i),
    .full_o       (full),
    .req_o        (req),
    .m_axis_tvalid(valid),
    .m_axis_tready(ready_i),
    .m_axis_tdata (data),
    .done_i       (done_i)
  );

  logic [2:0]   word_q;     // the one that is followed
  logic         chosen_q = 1'b0, header_q, written_q;  // header_q: it is here; written_q: the word is
  logic [3:0]   in_q, out_q, wait_q;
  logic [127:0] value_q;
  link_pkg::req_t req_q;

  always_ff @(posedge clk_i) begin
    chosen_q <= 1'b1;
    if (!chosen_q) word_q <= pick_i;
  end

  always_comb begin
    assume (!(valid_i || commit_i || rollback_i) || free);
    assume (!(valid_i && in_q == Beats));
    assume (!commit_i || (!rollback_i && (header_q || valid_i)));
    assume (!(done_i || ready_i) || full);
    assume (!(ready_i && out_q == in_q));
  end

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      header_q  <= 1'b0;
      written_q <= 1'b0;
      in_q      <= '0;
      out_q     <= '0;
      wait_q    <= '0;
    end else begin
      wait_q <= (free || full) ? '0 : wait_q + 1'b1;
      if (rollback_i || done_i) begin
        header_q  <= 1'b0;
        written_q <= 1'b0;
        in_q      <= '0;
        out_q     <= '0;
      end else begin
        header_q  <= header_q || valid_i;
        written_q <= written_q || (valid_i && header_q && in_q == 4'(word_q));
        in_q      <= in_q + 4'(valid_i && header_q);
        out_q     <= out_q + 4'(ready_i);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i && !header_q) req_q <= link_pkg::swap_bytes(beat_i);
    if (valid_i && header_q && in_q == 4'(word_q)) value_q <= beat_i;
  end

  always_comb if (rst_n) begin
    Z3: assert (valid == full && (!full || req == req_q) && (!(ready_i && out_q == 4'(word_q)) || data == value_q));
    Z4: assert (!(free && !written_q) || dut.u_ram.mem_q[word_q] == '0);
    Z5: assert (wait_q < Beats || (wait_q == Beats && free));
  end

  // For the induction.
  always_comb if (rst_n) begin
    I1: assert (chosen_q && (free || full || !(header_q || written_q)));
    I2: assert (!free || (dut.header_q == !header_q && dut.addr_q == in_q[2:0]));
    I3: assert (!full || (dut.header_q && header_q && dut.addr_q == out_q[2:0]));
    I4: assert (in_q <= Beats && out_q <= in_q && (full || out_q == '0) && (header_q || in_q == '0));
    I5: assert (free || full ||
                (dut.wipe && dut.addr_q == wait_q[2:0] && wait_q < Beats && dut.header_q && in_q == '0));
    I6: assert (dut.u_ram.mem_q[word_q] == (written_q ? value_q : '0) || !(free || full || 4'(word_q) < wait_q));
    I7: assert (written_q == (in_q > 4'(word_q)));
    I8: assert (!header_q || req == req_q);
  end

endmodule
