// SPDX-License-Identifier: Apache-2.0
//
// The buffers behind the link's credits: cobs_dec, link_rx and link_mailbox with any bytes from the host,
// and in the place of each link_queue a count of its beats: any number of them at first, read at any
// pace (packet_fifo_proof shows that space_o is the number of beats that can still be written).
//
// L1 A beat of a SEAL or OPEN that the receiver writes finds room in its queue, which does not look.
// L2 A SEAL or OPEN is answered busy only if its queue has had, since the request's length was known,
//    fewer free beats than the request takes. (What a queue holds is not answered yet, so a host that
//    keeps to its credit never sees it.)
// L3 A beat of a session request is written only while the mailbox is free, at most header and
//    InstallBeats.
// L4 An answer that the receiver makes itself finds room.

module link_credit_proof #(
  parameter int unsigned CreditBeats = 512
) (
  input logic       clk_i,
  input logic       valid_i,
  input logic [7:0] byte_i,
  input logic       reject_ready_i,
  input logic       ctl_done_i,
  input logic [9:0] seal_first_i,  // beats in the queues before the first frame
  input logic [9:0] open_first_i,
  input logic       seal_read_i,
  input logic       open_read_i
);

  localparam int unsigned SpaceW = $clog2(CreditBeats) + 1;

  logic              rst_n, byte_valid, end_valid, end_bad, ready, rollback;
  logic [7:0]        rx_byte;
  logic [127:0]      beat;
  logic              seal_put, seal_commit, open_put, open_commit, ctl_put, ctl_commit, ctl_free, ctl_full;
  logic              reject;
  logic [SpaceW-1:0] seal_space, open_space;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  cobs_dec u_dec (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .s_axis_tvalid(valid_i),
    .s_axis_tready(),
    .s_axis_tdata (byte_i),
    .byte_valid_o (byte_valid),
    .byte_o       (rx_byte),
    .end_valid_o  (end_valid),
    .end_bad_o    (end_bad),
    .ready_i      (ready)
  );

  link_rx #(
    .SpaceW(SpaceW)
  ) dut (
    .clk_i         (clk_i),
    .rst_ni        (rst_n),
    .byte_valid_i  (byte_valid),
    .byte_i        (rx_byte),
    .end_valid_i   (end_valid),
    .end_bad_i     (end_bad),
    .ready_o       (ready),
    .beat_o        (beat),
    .seal_valid_o  (seal_put),
    .seal_commit_o (seal_commit),
    .seal_space_i  (seal_space),
    .open_valid_o  (open_put),
    .open_commit_o (open_commit),
    .open_space_i  (open_space),
    .ctl_valid_o   (ctl_put),
    .ctl_commit_o  (ctl_commit),
    .ctl_free_i    (ctl_free),
    .rollback_o    (rollback),
    .reject_valid_o(reject),
    .reject_ready_i(reject_ready_i),
    .reject_o      (),
    .good_o        (),
    .error_o       ()
  );

  link_mailbox u_mailbox (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .free_o       (ctl_free),
    .valid_i      (ctl_put),
    .beat_i       (beat),
    .commit_i     (ctl_commit),
    .rollback_i   (rollback),
    .full_o       (ctl_full),
    .req_o        (),
    .m_axis_tvalid(),
    .m_axis_tready(1'b0),
    .m_axis_tdata (),
    .done_i       (ctl_done_i && ctl_full)
  );

  // Beats in the queues: of requests that are complete, and of the one that is coming in.
  logic [SpaceW-1:0] seal_held_q, seal_open_q, open_held_q, open_open_q, seal_open_d, open_open_d;
  assign seal_open_d = seal_open_q + SpaceW'(seal_put);
  assign open_open_d = open_open_q + SpaceW'(open_put);
  assign seal_space  = SpaceW'(CreditBeats) - seal_held_q - seal_open_q;
  assign open_space  = SpaceW'(CreditBeats) - open_held_q - open_open_q;

  always_comb assume (seal_first_i <= 10'(CreditBeats) && open_first_i <= 10'(CreditBeats));

  logic [3:0] mail_q;             // the same for the mailbox
  logic       seal_short_q, open_short_q;  // L2's condition
  logic [15:0] pos, length, need;

  assign pos    = 16'(dut.pos_q);
  assign length = dut.length_q;
  assign need   = ((length + 16'd15) >> 4) + 16'd1;

  always_ff @(posedge clk_i) begin
    if (!rst_n) begin
      seal_held_q <= SpaceW'(seal_first_i);
      open_held_q <= SpaceW'(open_first_i);
      {seal_open_q, open_open_q}   <= '0;
      {seal_short_q, open_short_q} <= '0;
      mail_q <= '0;
    end else begin
      seal_held_q <= seal_held_q + (seal_commit ? seal_open_d : '0) -
                     SpaceW'(seal_read_i && seal_held_q != '0);
      open_held_q <= open_held_q + (open_commit ? open_open_d : '0) -
                     SpaceW'(open_read_i && open_held_q != '0);
      seal_open_q <= (seal_commit || rollback) ? '0 : seal_open_d;
      open_open_q <= (open_commit || rollback) ? '0 : open_open_d;
      mail_q      <= (ctl_commit || rollback) ? '0 : mail_q + 4'(ctl_put);
      if (dut.f_header) begin
        seal_short_q <= pos >= 16'd10 && (seal_short_q || 16'(seal_space) < need);
        open_short_q <= pos >= 16'd10 && (open_short_q || 16'(open_space) < need);
      end
    end
  end

  always_comb if (rst_n) begin
    L1: assert ((!seal_put || seal_space != '0) && (!open_put || open_space != '0));
    L2: assert (!dut.f_busy || (dut.opcode_q == link_pkg::OpSeal && seal_short_q) ||
                (dut.opcode_q == link_pkg::OpOpen && open_short_q));
    L3: assert (!ctl_put || (ctl_free && mail_q < 4'd1 + 4'(link_pkg::InstallBeats)));
    L4: assert (!reject || reject_ready_i);
  end

  // For the induction: what of the frame has been written, and what is still to come.
  logic [15:0] body, written;
  assign body    = (pos < 16'd16 + length) ? pos : 16'd16 + length;
  assign written = (body == 16'd16 + length ? (body + 16'd15) >> 4 : body >> 4) -
                   16'(dut.beat_full_q);

  always_comb if (rst_n) begin
    I1: assert (!(byte_valid && end_valid));
    I2: assert (pos <= 16'(link_pkg::HeaderBytes + link_pkg::CrcBytes + link_pkg::PayloadMax + 1));
    I3: assert (dut.f_header == (pos < 16'd16) && (!dut.f_header || !dut.beat_full_q));
    I4: assert (dut.f_header || dut.body_end_q == 12'(16'd15 + length));
    I5: assert (!(dut.f_seal || dut.f_open) || length <= 16'(link_pkg::PayloadMax));
    I6: assert (16'(seal_open_q) == (dut.f_seal ? written : '0) &&
                16'(open_open_q) == (dut.f_open ? written : '0));
    I7: assert (!dut.f_seal || 16'(seal_space) + written >= need);
    I8: assert (!dut.f_open || 16'(open_space) + written >= need);
    I9: assert (!(dut.f_header && pos >= 16'd11) ||
                (dut.length_ok_q == (length <= 16'(link_pkg::PayloadMax)) &&
                 (!dut.length_ok_q || 16'(dut.need_q) == need)));
    IA: assert (!(dut.f_header && pos >= 16'd12 && dut.length_ok_q) ||
                ((dut.seal_fits_q ? 16'(seal_space) >= need : seal_short_q) &&
                 (dut.open_fits_q ? 16'(open_space) >= need : open_short_q)));
    IB: assert (!dut.f_ctl || length == '0 || length == 16'(link_pkg::InstallBytes));
    IC: assert (16'(mail_q) == (dut.f_ctl ? written : '0));
    ID: assert (16'(seal_held_q) + 16'(seal_open_q) <= 16'(CreditBeats) &&
                16'(open_held_q) + 16'(open_open_q) <= 16'(CreditBeats));
  end

endmodule
