// SPDX-License-Identifier: Apache-2.0
//
// COBS encoder with delimiter (Cheshire and Baker, 1999).
//
// A block's code byte, 1 + its length, goes out before its bytes and is known after them. So the
// bytes wait in one FIFO, longer than the longest block, and the codes of finished blocks in
// another.

module cobs_enc (
  input  logic       clk_i,
  input  logic       rst_ni,

  input  logic       s_axis_tvalid,
  output logic       s_axis_tready,
  input  logic [7:0] s_axis_tdata,
  input  logic       s_axis_tlast,

  output logic       m_axis_tvalid,
  input  logic       m_axis_tready,
  output logic [7:0] m_axis_tdata
);

  localparam int unsigned DataDepth  = 512;
  localparam int unsigned CodeDepth  = 16;
  localparam logic [7:0]  BlockMax   = 8'd254;

  typedef struct packed {
    logic       last;  // of the frame
    logic [7:0] code;
  } block_t;

  // --- in: count the bytes of a block ---

  logic [7:0] count_q, count;
  logic       empty_q;  // the frame's last block, an empty one, is still to be written
  logic       accept, zero, data_ready, block_ready, block_put;
  block_t     block_in;

  assign s_axis_tready = data_ready && block_ready && !empty_q;
  assign accept = s_axis_tvalid && s_axis_tready;
  assign zero   = s_axis_tdata == 8'h00;
  assign count  = count_q + 8'(!zero);

  // A frame's last block stands for no zero, so after a zero or a full block it is an empty one.
  logic closes;
  assign closes = zero || count == BlockMax;

  assign block_put     = empty_q || (accept && (closes || s_axis_tlast));
  assign block_in.code = empty_q ? 8'd1 : count + 8'd1;
  assign block_in.last = empty_q || !closes;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      count_q <= '0;
      empty_q <= 1'b0;
    end else begin
      if (accept) count_q <= (closes || s_axis_tlast) ? '0 : count;
      if (accept)           empty_q <= s_axis_tlast && closes;
      else if (block_ready) empty_q <= 1'b0;
    end
  end

  logic       data_valid, data_pop, block_valid, block_pop;
  logic [7:0] data;
  block_t     block;
  logic [$clog2(DataDepth):0] unused_space;

  packet_fifo #(
    .Width(8),
    .Depth(DataDepth)
  ) u_data (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .valid_i   (accept && !zero),
    .ready_o   (data_ready),
    .data_i    (s_axis_tdata),
    .commit_i  (accept),
    .rollback_i(1'b0),
    .space_o   (unused_space),
    .valid_o   (data_valid),
    .ready_i   (data_pop),
    .data_o    (data)
  );

  stream_fifo #(
    .Width($bits(block_t)),
    .Depth(CodeDepth)
  ) u_blocks (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(block_put),
    .ready_o(block_ready),
    .data_i (block_in),
    .valid_o(block_valid),
    .ready_i(block_pop),
    .data_o (block)
  );

  // --- out: code, bytes, and after the last block the delimiter ---

  typedef enum logic [1:0] {StCode, StData, StDelimiter} state_e;
  state_e     state_q;
  logic [7:0] left_q;  // bytes of the block still to come
  logic       last_q;
  logic       step;

  always_comb begin
    unique case (state_q)
      StCode:  {m_axis_tvalid, m_axis_tdata} = {block_valid, block.code};
      StData:  {m_axis_tvalid, m_axis_tdata} = {data_valid, data};
      default: {m_axis_tvalid, m_axis_tdata} = {1'b1, 8'h00};
    endcase
  end

  assign step      = m_axis_tvalid && m_axis_tready;
  assign block_pop = step && state_q == StCode;
  assign data_pop  = step && state_q == StData;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StCode;
    end else if (step) begin
      unique case (state_q)
        StCode: begin
          if (block.code != 8'd1) state_q <= StData;
          else if (block.last)    state_q <= StDelimiter;
        end
        StData:  if (left_q == 8'd1) state_q <= last_q ? StDelimiter : StCode;
        default: state_q <= StCode;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (block_pop) {last_q, left_q} <= {block.last, block.code - 8'd1};
    else if (data_pop) left_q <= left_q - 8'd1;
  end

`ifdef FORMAL
  // States by name, for tests/formal/cobs_proof.sv.
  logic f_code, f_data;
  assign f_code = state_q == StCode;
  assign f_data = state_q == StData;
`endif

endmodule
