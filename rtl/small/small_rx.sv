// SPDX-License-Identifier: Apache-2.0
//
// Frames into the receive buffer: their bytes as they come, and at the end, in the place of the header's
// length, what the machine needs: a verdict and the length of the payload. An entry takes 20 bytes and
// its payload; who serves it overwrites all of it. A frame that is no good is an entry too, since it may
// hold half a key.
//
// R1 what is written never reaches first_i from behind.
// R2 records with VerdictServe that are not answered take at most Credit beats in each direction.

module small_rx #(
  parameter int unsigned BufferW = 14,
  parameter int unsigned Credit  = 384
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,

  input  logic                       listen_i,     // from now on
  input  logic                       byte_valid_i,
  input  logic [7:0]                 byte_i,
  input  logic                       end_valid_i,
  input  logic                       end_bad_i,
  output logic                       ready_o,

  output logic                       we_o,         // held until written_i
  output logic [BufferW-1:0]         addr_o,
  output logic [7:0]                 data_o,
  input  logic                       written_i,

  input  logic [BufferW-1:0]         first_i,      // of the entry that is served: not to be overwritten
  output logic [BufferW-1:0]         entries_o,    // behind the last entry

  input  logic                       credit_i,     // a record is answered
  input  logic                       credit_open_i,
  input  logic [small_pkg::LenW-1:0] credit_len_i
);

  localparam int unsigned Overhead = link_pkg::HeaderBytes + link_pkg::CrcBytes;
  localparam int unsigned PosW     = $clog2(Overhead + link_pkg::PayloadMax + 2);
  localparam logic [PosW-1:0] TooLong = PosW'(Overhead + link_pkg::PayloadMax + 1);
  localparam int unsigned UsedW    = $clog2(Credit + 1);

  typedef enum logic [2:0] {StBytes, StSize, StNeed, StCharge, StUpper, StLower, StNext} state_e;

  state_e              state_q;
  logic                on_q, bad_q;
  logic [PosW-1:0]     pos_q;     // bytes of the frame so far, up to TooLong
  logic [BufferW-1:0]  write_q;   // where the next one goes
  logic [7:0]          opcode_q;
  logic [15:0]         length_q;  // as the header says
  logic [31:0]         crc;
  logic                take, keeps, too_long_q, room_q;

  // A cycle late; enough for an entry that came meanwhile, and another one.
  always_ff @(posedge clk_i) room_q <= BufferW'(first_i - write_q - 1'b1) >= BufferW'(64);

  assign keeps   = !too_long_q;
  assign ready_o = on_q && state_q == StBytes && (byte_valid_i ? !keeps || (room_q && written_i) : room_q);
  assign take    = byte_valid_i && ready_o;

  link_crc32 u_crc (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(state_q == StSize),
    .valid_i(take),
    .data_i (byte_i),
    .crc_o  (crc)
  );

  always_ff @(posedge clk_i) begin
    if (take) begin
      unique case (pos_q)
        PosW'(0): opcode_q       <= byte_i;
        PosW'(8): length_q[15:8] <= byte_i;
        PosW'(9): length_q[7:0]  <= byte_i;
        default: ;
      endcase
    end
    if (state_q == StBytes) bad_q <= end_bad_i;
  end

  // --- verdict ---

  logic [PosW-1:0] size_q;  // of the payload
  logic [1:0]      verdict_q;
  logic            good_q, record, open, charges, fits, credit_q;

  assign record  = opcode_q == link_pkg::OpSeal || opcode_q == link_pkg::OpOpen;
  assign open    = opcode_q[0];
  assign charges = state_q == StCharge && !credit_q && record && verdict_q == small_pkg::VerdictServe && fits;

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      StSize: begin
        size_q <= (pos_q >= PosW'(Overhead)) ? pos_q - PosW'(Overhead) : '0;
        good_q <= !bad_q && crc == link_pkg::CrcResidue && pos_q >= PosW'(Overhead) && keeps;
      end
      StNeed: begin
        if (!good_q)                       verdict_q <= small_pkg::VerdictError;
        else if (length_q != 16'(size_q))  verdict_q <= small_pkg::VerdictRefuse;
        else                               verdict_q <= small_pkg::VerdictServe;
      end
      StCharge: begin
        if (!credit_q && record && verdict_q == small_pkg::VerdictServe && !fits) begin
          verdict_q <= small_pkg::VerdictBusy;
        end
      end
      default: ;
    endcase
  end

  // --- credit: beats of records not answered, one change at a time ---

  logic [UsedW-1:0] seal_used_q, open_used_q, used;
  logic [7:0]       need_q;
  logic [UsedW:0]   sum;
  logic             of_open;

  // A record that is answered goes before one that came.
  always_ff @(posedge clk_i) begin
    credit_q <= credit_i;
    need_q   <= 8'(((credit_i ? credit_len_i : small_pkg::LenW'(size_q)) + small_pkg::LenW'(31)) >> 4);
  end

  assign of_open = credit_q ? credit_open_i : open;
  assign used    = of_open ? open_used_q : seal_used_q;
  assign sum     = credit_q ? {1'b0, used} - (UsedW+1)'(need_q) : {1'b0, used} + (UsedW+1)'(need_q);
  assign fits    = sum <= (UsedW+1)'(Credit);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      seal_used_q <= '0;
      open_used_q <= '0;
    end else if (credit_q || charges) begin
      if (of_open) open_used_q <= sum[UsedW-1:0];
      else         seal_used_q <= sum[UsedW-1:0];
    end
  end

  // --- bytes, then the length's two ---

  logic [BufferW-1:0] place;  // the length's, or behind the entry
  assign place = entries_o + ((state_q == StNeed) ? BufferW'(8) : BufferW'(size_q) + BufferW'(Overhead));

  assign addr_o = write_q;
  always_comb begin
    unique case (state_q)
      StUpper: {we_o, data_o} = {1'b1, verdict_q, 2'b0, size_q[PosW-1:8]};
      StLower: {we_o, data_o} = {1'b1, size_q[7:0]};
      default: {we_o, data_o} = {take && keeps, byte_i};
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q    <= StBytes;
      on_q       <= 1'b0;
      pos_q      <= '0;
      too_long_q <= 1'b0;
      write_q    <= '0;
      entries_o  <= '0;
    end else begin
      if (listen_i) on_q <= 1'b1;
      if (take && keeps) begin
        pos_q      <= pos_q + 1'b1;
        too_long_q <= pos_q == TooLong - 1'b1;
      end
      if (state_q == StNeed || state_q == StNext) write_q <= place;
      else if (we_o && written_i)                 write_q <= write_q + 1'b1;
      unique case (state_q)
        StBytes:  if (end_valid_i && ready_o) state_q <= StSize;
        StSize:   state_q <= StNeed;
        StNeed:   state_q <= StCharge;
        StCharge: if (!credit_q) state_q <= StUpper;
        StUpper:  if (written_i) state_q <= StLower;
        StLower:  if (written_i) state_q <= StNext;
        default: begin
          state_q    <= StBytes;
          pos_q      <= '0;
          too_long_q <= 1'b0;
          entries_o  <= place;
        end
      endcase
    end
  end

`ifdef FORMAL
  // States by name, for tests/formal/small_rx_proof.sv.
  logic f_bytes, f_size, f_need, f_charge, f_upper, f_lower, f_next;
  assign f_bytes  = state_q == StBytes;
  assign f_size   = state_q == StSize;
  assign f_need   = state_q == StNeed;
  assign f_charge = state_q == StCharge;
  assign f_upper  = state_q == StUpper;
  assign f_lower  = state_q == StLower;
  assign f_next   = state_q == StNext;
`endif

endmodule
