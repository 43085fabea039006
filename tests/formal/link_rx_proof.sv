// SPDX-License-Identifier: Apache-2.0
//
// link_rx with any frames, good and bad, of any length, at any pace; queues and a mailbox that say of their room what
// they like (link_credit_proof shows that it is used as they say). Of each frame the solver picks a byte, so what
// holds for that one holds for every one.
//
// L5 A place gets a commit only at the end of a frame that came whole, with a right CRC and the length that its
//    header says, and is for this place. Since the last frame's end it was given just this frame's beats.
// L6 Every other frame's end is a rollback, and nothing else is.
// L7 Beats hold a frame's body: each byte in its place, none before it came, and zeros behind the last.
// L8 A frame that came whole and gets no commit is answered, with its opcode and tag: busy if it could be served,
//    which no session request is, else refused. No other is.

module link_rx_proof #(
  // For mistakes far from reset:
  parameter int unsigned Bytes  = 0,    // of each frame, without pauses; 0: any
  parameter bit          AnyCrc = 1'b0  // dut.crc and right are cut
) (
  input logic       clk_i,
  input logic       pick_i,  // the byte that comes in now
  input logic       byte_valid_i,
  input logic [7:0] byte_i,
  input logic       end_valid_i,
  input logic       end_bad_i,
  input logic [9:0] seal_space_i,
  input logic [9:0] open_space_i,
  input logic       ctl_free_i,
  input logic       reject_ready_i
);

  localparam logic [15:0] Overhead = 16'(link_pkg::HeaderBytes + link_pkg::CrcBytes);
  localparam logic [15:0] FrameMax = Overhead + 16'(link_pkg::PayloadMax);

  typedef enum logic [1:0] {ToNobody, ToSeal, ToOpen, ToCtl} place_e;

  logic              rst_n, ready, rollback, rejects, good, error;
  logic              seal_put, seal_commit, open_put, open_commit, ctl_put, ctl_commit;
  logic [127:0]      beat;
  link_pkg::reject_t reject;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  link_rx dut (
    .clk_i         (clk_i),
    .rst_ni        (rst_n),
    .byte_valid_i  (byte_valid_i),
    .byte_i        (byte_i),
    .end_valid_i   (end_valid_i),
    .end_bad_i     (end_bad_i),
    .ready_o       (ready),
    .beat_o        (beat),
    .seal_valid_o  (seal_put),
    .seal_commit_o (seal_commit),
    .seal_space_i  (seal_space_i),
    .open_valid_o  (open_put),
    .open_commit_o (open_commit),
    .open_space_i  (open_space_i),
    .ctl_valid_o   (ctl_put),
    .ctl_commit_o  (ctl_commit),
    .ctl_free_i    (ctl_free_i),
    .rollback_o    (rollback),
    .reject_valid_o(rejects),
    .reject_ready_i(reject_ready_i),
    .reject_o      (reject),
    .good_o        (good),
    .error_o       (error)
  );

  // --- the frame as it came ---

  logic           takes, ends, right, whole, serves;
  logic [31:0]    remainder, reflected;
  logic [15:0]    bytes_q;  // up to FrameMax + 1
  logic [127:0]   header_q;
  link_pkg::req_t header;
  place_e         place;    // who serves it

  assign takes = byte_valid_i && ready;
  assign ends  = end_valid_i && ready;

  always_comb begin
    assume (!(byte_valid_i && end_valid_i));  // I1 of link_credit_proof
    assume (Bytes == 0 || (ready && byte_valid_i == !end_valid_i && end_valid_i == (bytes_q == 16'(Bytes))));
    assume (!AnyCrc || right == (dut.crc == link_pkg::CrcResidue));  // I7
  end

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n)    bytes_q <= '0;
    else if (ends) bytes_q <= '0;
    else           bytes_q <= bytes_q + 16'(takes && bytes_q <= FrameMax);
  end
  always_ff @(posedge clk_i) if (takes && bytes_q < 16'd16) header_q[8*bytes_q[3:0] +: 8] <= byte_i;

  crc_check u_crc (
    .clk_i      (clk_i),
    .rst_ni     (rst_n),
    .start_i    (ends),
    .valid_i    (takes),
    .byte_i     (byte_i),
    .remainder_o(remainder),
    .right_o    (right)
  );

  assign header = link_pkg::swap_bytes(header_q);
  assign whole  = !end_bad_i && right && bytes_q >= Overhead && bytes_q <= FrameMax;

  always_comb begin
    place = ToNobody;
    case (header.opcode)
      link_pkg::OpSeal:    if (header.length <= 16'(link_pkg::PayloadMax)) place = ToSeal;
      link_pkg::OpOpen:    if (header.length <= 16'(link_pkg::PayloadMax)) place = ToOpen;
      link_pkg::OpInstall: if (header.length == 16'(link_pkg::InstallBytes)) place = ToCtl;
      link_pkg::OpAttach, link_pkg::OpRead, link_pkg::OpWrite, link_pkg::OpRemove, link_pkg::OpQuery:
                           if (header.length == '0) place = ToCtl;
      default: ;
    endcase
  end
  assign serves = place != ToNobody && header.length == bytes_q - Overhead;

  // --- its beats ---

  logic       puts, commits, picked_q;
  logic [7:0] beats_q, beats;  // written
  logic [11:0] at_q;           // the picked byte's place in the frame
  logic [7:0] value_q;

  assign puts    = seal_put || open_put || ctl_put;
  assign commits = seal_commit || open_commit || ctl_commit;
  assign beats   = beats_q + 8'(puts);

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      beats_q  <= '0;
      picked_q <= 1'b0;
    end else begin
      beats_q  <= ends ? '0 : beats;
      picked_q <= !ends && (picked_q || (takes && pick_i && bytes_q <= FrameMax));
    end
  end
  always_ff @(posedge clk_i) begin
    if (!picked_q) {at_q, value_q} <= {bytes_q[11:0], byte_i};
  end

  logic [15:0] body, first;  // bytes of header and payload, of what was written
  logic [15:0] behind;       // which bytes of a beat stand behind the body
  assign body  = 16'd16 + header.length;
  assign first = {4'd0, beats_q, 4'd0};
  always_comb begin
    behind = '0;
    for (int unsigned i = 0; i < 16; i++) behind[i] = first + 16'(i) >= body && beat[8*i +: 8] != '0;
  end

  logic [2:0] to;
  assign to = {place == ToCtl, place == ToOpen, place == ToSeal};

  always_comb if (rst_n) begin
    L5: assert (!commits || ({ctl_commit, open_commit, seal_commit} == to && ends && whole && serves &&
                             16'(beats) == (body + 16'd15) >> 4));
    L6: assert (rollback == (ends && !commits));
    L7: assert (!puts || ({ctl_put, open_put, seal_put} == to && bytes_q >= 16'd16 && first < body &&
                          (first + 16'd16 <= bytes_q || body <= bytes_q) && behind == '0 &&
                          !(picked_q && at_q[11:4] == beats_q && 16'(at_q) < body &&
                            beat[8*at_q[3:0] +: 8] != value_q)));
    L8: assert (good == (ends && whole) && error == (ends && !whole) && rejects == (good && !commits) &&
                (!rejects || (reject.opcode == header.opcode && reject.tag == header.tag &&
                              (serves ? reject.result == rec_pkg::ResBusy && place != ToCtl
                                      : reject.result == rec_pkg::ResRefused))));
  end

  // For the induction.
  logic [15:0] came, last;  // of the body, in all; the byte that came last
  logic [15:0] written;
  assign came    = (bytes_q < body) ? bytes_q : body;
  assign last    = bytes_q - 16'd1;
  assign written = (came == body ? (came + 16'd15) >> 4 : came >> 4) - 16'(dut.beat_full_q);

  assign reflected = {<<{remainder}};

  logic held_wrong;
  always_comb begin
    held_wrong = 1'b0;
    for (int unsigned i = 0; i < 16; i++) begin
      if (4'(i) > last[3:0] && beat[8*i +: 8] != '0) held_wrong = 1'b1;
    end
  end

  always_comb if (rst_n) begin
    I1: assert (16'(dut.pos_q) == bytes_q && bytes_q <= FrameMax + 16'd1);
    I2: assert ((bytes_q < 16'd1 || dut.opcode_q == header.opcode) &&
                (bytes_q < 16'd3 || dut.tag_q[15:8] == header.tag[15:8]) &&
                (bytes_q < 16'd4 || dut.tag_q[7:0] == header.tag[7:0]) &&
                (bytes_q < 16'd9 || dut.length_q[15:8] == header.length[15:8]) &&
                (bytes_q < 16'd10 || dut.length_q[7:0] == header.length[7:0]));
    I3: assert (bytes_q < 16'd11 || dut.length_ok_q == (header.length <= 16'(link_pkg::PayloadMax)));
    I4: assert (dut.f_header == (bytes_q < 16'd16));
    I5: assert (dut.f_header || dut.body_end_q == 12'(body - 16'd1));
    I6: assert (dut.f_header || (dut.f_refuse ? place == ToNobody : dut.f_busy ? place == ToSeal || place == ToOpen
                                 : to != '0 && {dut.f_ctl, dut.f_open, dut.f_seal} == to));
    I7: assert (dut.crc == reflected);
    I8: assert (16'(beats_q) == (dut.f_seal || dut.f_open || dut.f_ctl ? written : '0));
    I9: assert (!picked_q || 16'(at_q) < bytes_q);
    IA: assert (bytes_q == '0 || bytes_q > FrameMax || !held_wrong);
    IB: assert (!picked_q || bytes_q > FrameMax || 16'(at_q) >> 4 != last >> 4 ||
                beat[8*at_q[3:0] +: 8] == value_q);
    IC: assert (!dut.beat_full_q || (bytes_q != '0 && last < body && (bytes_q[3:0] == '0 || bytes_q == body)) ||
                (place == ToNobody && bytes_q >= 16'd16));
    ID: assert (bytes_q != '0 || !dut.beat_full_q);
  end

endmodule
