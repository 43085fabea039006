// SPDX-License-Identifier: Apache-2.0
//
// small_rx with any frames, a buffer that is written at any pace, and a machine that frees entries and answers
// records as it likes, in any order. The buffer is 4 KB.
//
// R1 as in small_rx: what is written lies in room that is free, and so does each entry.
// R2 as in small_rx. What is written as an entry's verdict is to be served only if its record was charged; that
//    a machine gives back no more than it has of a direction is an assumption.
// R3 A byte is written to its place in the entry, verdict and length where the header's length was; an entry takes
//    as many bytes as its frame had, at least those of a header and a CRC.
// R4 An entry's verdict is error unless its frame came whole, with a right CRC; then refuse if it has not the length
//    that its header says; else serve or, for a record, busy. The length beside it is that of its payload.

module small_rx_proof #(
  parameter int unsigned BufferW = 12,
  parameter int unsigned Credit  = 384,
  parameter int unsigned Bytes   = 0  // of each frame, without pauses, and nothing is freed; 0: any
) (
  input logic                       clk_i,
  input logic                       listen_i,
  input logic                       byte_valid_i,
  input logic [7:0]                 byte_i,
  input logic                       end_valid_i,
  input logic                       end_bad_i,
  input logic                       written_i,
  input logic [BufferW-1:0]         free_i,  // bytes that the machine frees
  input logic                       credit_i,
  input logic                       credit_open_i,
  input logic [small_pkg::LenW-1:0] credit_len_i
);

  localparam logic [BufferW:0] Size = 1 << BufferW;
  localparam logic [11:0] Header = 12'(link_pkg::HeaderBytes + link_pkg::CrcBytes);
  localparam logic [11:0] TooLong = Header + 12'(link_pkg::PayloadMax) + 12'd1;

  logic               rst_n, ready, we;
  logic [BufferW-1:0] addr, entries, first_q;
  logic [7:0]         data;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  small_rx #(
    .BufferW(BufferW),
    .Credit (Credit)
  ) dut (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .listen_i     (listen_i),
    .byte_valid_i (byte_valid_i),
    .byte_i       (byte_i),
    .end_valid_i  (end_valid_i),
    .end_bad_i    (end_bad_i),
    .ready_o      (ready),
    .we_o         (we),
    .addr_o       (addr),
    .data_o       (data),
    .written_i    (written_i),
    .first_i      (first_q),
    .entries_o    (entries),
    .credit_i     (credit_i),
    .credit_open_i(credit_open_i),
    .credit_len_i (credit_len_i)
  );

  always_comb begin
    assume (!(byte_valid_i && end_valid_i));
    assume (credit_len_i <= small_pkg::LenW'(link_pkg::PayloadMax));
    assume (rst_n || !credit_i);
  end

  // A frame has a byte (cobs_dec).
  logic [11:0] bytes_q, last_q;  // of this frame and the one before, up to TooLong
  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n)                    bytes_q <= '0;
    else if (ready && end_valid_i) bytes_q <= '0;
    else                           bytes_q <= bytes_q + 12'(ready && byte_valid_i && bytes_q != TooLong);
  end
  always_ff @(posedge clk_i) if (ready && end_valid_i) last_q <= bytes_q;
  always_comb begin
    assume (!end_valid_i || bytes_q != '0);
    assume (Bytes == 0 || (listen_i && written_i && free_i == '0 && !credit_i && byte_valid_i == !end_valid_i &&
                           end_valid_i == (bytes_q == 12'(Bytes))));
  end

  // --- room: bytes of entries that are not freed, and what the next one has of it ---

  logic [BufferW:0]   used_q;
  logic [BufferW-1:0] entries_q, adds;

  always_comb assume ((BufferW + 1)'(free_i) <= used_q);

  assign adds = entries - entries_q;  // by an entry that came in the cycle before

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      first_q   <= '0;
      entries_q <= '0;
      used_q    <= '0;
    end else begin
      first_q   <= first_q + free_i;
      entries_q <= entries;
      used_q    <= used_q + (BufferW + 1)'(adds) - (BufferW + 1)'(free_i);
    end
  end

  logic stale_q;  // an entry came: room_q is of the one before
  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) stale_q <= 1'b0;
    else        stale_q <= dut.f_next;
  end

  logic [BufferW:0] held;  // with that entry
  assign held = used_q + (BufferW + 1)'(adds);

  logic rests;
  assign rests = dut.f_need || dut.f_charge || dut.f_upper || dut.f_lower || dut.f_next;

  // --- verdict ---

  logic        right, bad_q, takes;
  logic [31:0] remainder, reflected;
  logic [15:0] length_q;
  logic [1:0]  verdict;
  logic [11:0] payload;

  assign takes     = ready && byte_valid_i;
  assign reflected = {<<{remainder}};
  assign payload   = (last_q > Header) ? last_q - Header : '0;

  crc_check u_crc (
    .clk_i      (clk_i),
    .rst_ni     (rst_n),
    .start_i    (dut.f_next),
    .valid_i    (takes),
    .byte_i     (byte_i),
    .remainder_o(remainder),
    .right_o    (right)
  );

  always_ff @(posedge clk_i) begin
    if (takes && bytes_q == 12'd8) length_q[15:8] <= byte_i;
    if (takes && bytes_q == 12'd9) length_q[7:0]  <= byte_i;
    if (ready && end_valid_i)      bad_q <= end_bad_i;
  end

  always_comb begin
    verdict = small_pkg::VerdictServe;
    if (bad_q || !right || last_q < Header || last_q == TooLong) verdict = small_pkg::VerdictError;
    else if (length_q != 16'(payload))                           verdict = small_pkg::VerdictRefuse;
  end

  always_comb if (rst_n) begin
    R4: assert ((!dut.f_upper || (data[3:0] == 4'(payload >> 8) && (data[7:6] == verdict ||
                 (verdict == small_pkg::VerdictServe && data[7:6] == small_pkg::VerdictBusy && dut.record)))) &&
                (!dut.f_lower || data == payload[7:0]));
    ID: assert ((bytes_q < 12'd9 && dut.f_bytes) || (!dut.f_bytes && last_q < Header) ||
                dut.length_q[15:8] == length_q[15:8]);
    IE: assert ((bytes_q < 12'd10 && dut.f_bytes) || (!dut.f_bytes && last_q < Header) ||
                dut.length_q[7:0] == length_q[7:0]);
    IF: assert (dut.crc == (rests ? '1 : reflected));
    IG: assert (!dut.f_size || dut.bad_q == bad_q);
    IH: assert (!rests || dut.size_q == payload);
    II: assert (!dut.f_need || dut.good_q == (verdict != small_pkg::VerdictError));
    IJ: assert (!dut.f_charge || dut.verdict_q == verdict);
  end

  always_comb if (rst_n) begin
    R1: assert (held < Size && (!(we && written_i) || held + (BufferW + 1)'(BufferW'(addr - entries)) < Size));
    R3: assert ((!stale_q || adds == BufferW'(last_q > Header ? last_q : Header)) &&
                (!we || BufferW'(addr - entries) == BufferW'(dut.f_upper ? 12'd8 : dut.f_lower ? 12'd9 : bytes_q)));
  end

  // --- credit ---

  logic        credit_q, serves;
  logic [7:0]  back_q, need;
  logic [15:0] seal_q, open_q;  // beats of records to be served that were not answered

  assign need   = 8'((12'(dut.size_q) + 12'd31) >> 4);
  assign serves = dut.f_upper && written_i && dut.record && data[7:6] == small_pkg::VerdictServe;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      credit_q <= 1'b0;
      seal_q   <= '0;
      open_q   <= '0;
    end else begin
      credit_q <= credit_i;
      seal_q   <= seal_q + 16'(serves && !dut.open ? need : '0) - 16'(credit_q && !credit_open_i ? back_q : '0);
      open_q   <= open_q + 16'(serves && dut.open ? need : '0) - 16'(credit_q && credit_open_i ? back_q : '0);
    end
  end
  always_ff @(posedge clk_i) back_q <= 8'((13'(credit_len_i) + 13'd31) >> 4);

  always_comb assume (!credit_q || 16'(back_q) <= (credit_open_i ? open_q : seal_q));

  always_comb if (rst_n) begin
    R2: assert (seal_q <= 16'(Credit) && open_q <= 16'(Credit) &&
                (!serves || 16'(need) + (dut.open ? open_q : seal_q) <= 16'(Credit)));
  end

  // For the induction.
  typedef logic [BufferW+1:0] room_t;

  room_t there, room, size, entry;
  assign there = room_t'(BufferW'(dut.write_q - entries));
  assign room  = room_t'(Size) - room_t'(held);
  assign size  = room_t'(dut.pos_q);
  assign entry = (size < room_t'(20)) ? room_t'(20) : size;

  always_comb if (rst_n) begin
    I1: assert (used_q < Size && (stale_q || adds == '0) && held < Size &&
                BufferW'(held) == BufferW'(entries - first_q));
    I2: assert (!(dut.f_bytes || dut.f_size || dut.f_need) || there == size);
    I3: assert (!(dut.f_charge || dut.f_upper) || there == room_t'(8));
    I4: assert (size <= room_t'(2069) && dut.too_long_q == (size == room_t'(2069)));
    I5: assert (dut.f_bytes || (room >= room_t'(64) + size && size != '0));
    I6: assert (!rests || room_t'(dut.size_q) + room_t'(20) == entry);
    I7: assert (!stale_q || (dut.f_bytes && size == '0 && room >= room_t'(45)));
    I8: assert (!dut.f_bytes || stale_q || !dut.room_q || room >= room_t'(64) + there);
    I9: assert (!(dut.f_bytes && size != '0) || room >= room_t'(43) + there);
    IA: assert (!dut.f_lower || there == room_t'(9));
    IB: assert (dut.f_bytes || dut.f_size || rests);
    IC: assert (dut.f_bytes ? room_t'(bytes_q) == size : bytes_q == '0 && room_t'(last_q) == size);
  end

  logic charged;
  assign charged = dut.f_upper && dut.record && dut.verdict_q == small_pkg::VerdictServe;

  always_comb if (rst_n) begin
    J1: assert (16'(dut.seal_used_q) == seal_q + 16'(charged && !dut.open ? need : '0) &&
                16'(dut.seal_used_q) <= 16'(Credit));
    J2: assert (16'(dut.open_used_q) == open_q + 16'(charged && dut.open ? need : '0) &&
                16'(dut.open_used_q) <= 16'(Credit));
    J3: assert (credit_q == dut.credit_q && (!credit_q || dut.need_q == back_q));
    J4: assert (!dut.f_charge || credit_q || dut.need_q == need);
    J5: assert (seal_q <= 16'(Credit) && open_q <= 16'(Credit));
  end

endmodule
