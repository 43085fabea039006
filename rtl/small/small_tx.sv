// SPDX-License-Identifier: Apache-2.0
//
// Bytes of a response to a frame: the CRC behind them, COBS, the delimiter (docs/PROTOCOL.md section 1).
//
// A block's code byte, 1 + its length, comes before its bytes and is known after them: its place in the
// RAM is left free, and what is behind `block_q` is not read before it is written.

module small_tx (
  input  logic       clk_i,
  input  logic       rst_ni,

  output logic       ready_o,   // for a byte or the end of the frame
  input  logic       put_i,
  input  logic [7:0] byte_i,
  input  logic       end_i,

  output logic       m_axis_tvalid,
  input  logic       m_axis_tready,
  output logic [7:0] m_axis_tdata
);

  localparam int unsigned AddrW = 9;
  localparam logic [7:0] BlockMax = 8'd254;

  typedef enum logic [2:0] {StOpen, StFull, StCrc, StCrcFull, StLast, StDelimiter} state_e;

  state_e           state_q;
  logic [AddrW-1:0] block_q, write_q, read_q;
  logic [7:0]       count_q;  // bytes in the block
  logic [1:0]       index_q;  // of the CRC's byte
  logic [31:0]      crc;
  logic             room, puts, zero, we, closes;
  logic [AddrW-1:0] waddr;
  logic [7:0]       data, wdata;

  link_crc32 u_crc (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(state_q == StDelimiter),
    .valid_i(state_q == StOpen && put_i),
    .data_i (byte_i),
    .crc_o  (crc)
  );

  always_ff @(posedge clk_i) begin
    room <= AddrW'(read_q - write_q) > AddrW'(4);
  end

  assign ready_o = state_q == StOpen && room;
  assign puts    = (state_q == StOpen && put_i) || (state_q == StCrc && room);
  assign data    = (state_q == StCrc) ? ~crc[{index_q, 3'd0} +: 8] : byte_i;
  assign zero    = data == '0;
  assign closes  = (puts && zero) || state_q inside {StFull, StCrcFull, StLast};

  assign we    = puts || closes || state_q == StDelimiter;
  assign waddr = closes ? block_q : write_q;

  always_comb begin
    wdata = data;
    if (closes) wdata = count_q + 8'd1;
    if (state_q == StDelimiter) wdata = '0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StOpen;
      block_q <= '0;
      write_q <= AddrW'(1);
      count_q <= '0;
    end else begin
      if (closes) begin
        block_q <= write_q;
        count_q <= '0;
      end else if (state_q == StDelimiter) begin
        block_q <= write_q + 1'b1;
      end else if (puts) begin
        count_q <= count_q + 1'b1;
      end
      if (we && !(closes && state_q == StLast)) write_q <= write_q + 1'b1;
      if (state_q == StDelimiter) write_q <= write_q + AddrW'(2);

      unique case (state_q)
        StOpen: begin
          if (end_i) state_q <= StCrc;
          else if (puts && !zero && count_q == BlockMax - 8'd1) state_q <= StFull;
        end
        StFull:    state_q <= StOpen;
        StCrc: if (puts) begin
          if (!zero && count_q == BlockMax - 8'd1) state_q <= StCrcFull;
          else if (index_q == '1) state_q <= StLast;
        end
        StCrcFull: state_q <= (index_q == '0) ? StLast : StCrc;
        StLast:    state_q <= StDelimiter;
        default:   state_q <= StOpen;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_q == StOpen) index_q <= '0;
    else if (state_q == StCrc && puts) index_q <= index_q + 1'b1;
  end

  // --- out: a byte every second cycle ---

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      read_q        <= '0;
      m_axis_tvalid <= 1'b0;
    end else if (m_axis_tvalid) begin
      if (m_axis_tready) begin
        read_q        <= read_q + 1'b1;
        m_axis_tvalid <= 1'b0;
      end
    end else begin
      m_axis_tvalid <= read_q != block_q;
    end
  end

  ram_sync #(
    .Width(8),
    .Depth(1 << AddrW)
  ) u_bytes (
    .clk_i  (clk_i),
    .we_i   (we),
    .waddr_i(waddr),
    .wdata_i(wdata),
    .raddr_i(read_q),
    .rdata_o(m_axis_tdata)
  );

endmodule
