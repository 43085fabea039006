// SPDX-License-Identifier: Apache-2.0
//
// The whole device for parts with little logic: the same byte streams and the same protocol as dtl_core,
// 16 sessions, one record at a time. Frames lie in one buffer, in which records are sealed and opened in
// place; a small machine (rtl/small/program.txt) does all that is not done to every byte.
//
//   host -> cobs_dec -> small_rx -> buffer <-> small_machine -> small_tx -> host
//                                                 |     |
//                                          small_keys -> small_ccm

module small_core #(
  parameter int unsigned BufferBytes = 16384,
  parameter bit          HugeBuffer  = 1'b1,  // in the single-port RAM that a UP5K has
  parameter int unsigned Credit      = 384,   // beats in each direction
  parameter logic [31:0] BuildId     = 32'd0
) (
  input  logic       clk_i,
  input  logic       rst_ni,

  input  logic       s_axis_tvalid,  // from the host
  output logic       s_axis_tready,
  input  logic [7:0] s_axis_tdata,

  output logic       m_axis_tvalid,  // to the host
  input  logic       m_axis_tready,
  output logic [7:0] m_axis_tdata
);

  import small_pkg::*;

  localparam int unsigned BufferW = $clog2(BufferBytes);
  localparam logic [15:0] Sessions = 16'd1 << SlotW;

  // Registers 0x00 to 0x17 (docs/PROTOCOL.md section 8).
  localparam logic [191:0] Constants = {
    "DTLN", 32'h00010001, BuildId, 16'd1, Sessions, 16'(rec_pkg::WindowMax), 16'(ccm_pkg::PayloadMax),
    16'(Credit), 16'(Credit)
  };

  // --- the machine's ends ---

  logic [PcW-1:0]   rom_addr;
  logic [31:0]      rom;
  logic             put;
  to_port_e         port;
  logic [7:0]       data;
  logic [SlotW-1:0] slot;
  logic [LenW-1:0]  length;
  logic [3:0]       result_index;
  logic             result_tag, result_take, text_valid, tag_valid, tx_ready, block_ready;
  logic [7:0]       result;
  job_t             job_q;

  // --- in ---

  logic               byte_valid, end_valid, end_bad, rx_ready, rx_we, rx_written;
  logic [7:0]         rx_byte, rx_data;
  logic [BufferW-1:0] rx_addr, first, entries;
  command_t           command;
  start_t             start;

  cobs_dec u_dec (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .s_axis_tdata (s_axis_tdata),
    .byte_valid_o (byte_valid),
    .byte_o       (rx_byte),
    .end_valid_o  (end_valid),
    .end_bad_o    (end_bad),
    .ready_i      (rx_ready)
  );

  small_rx #(
    .BufferW(BufferW),
    .Credit (Credit)
  ) u_rx (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .listen_i     (command.listen),
    .byte_valid_i (byte_valid),
    .byte_i       (rx_byte),
    .end_valid_i  (end_valid),
    .end_bad_i    (end_bad),
    .ready_o      (rx_ready),
    .we_o         (rx_we),
    .addr_o       (rx_addr),
    .data_o       (rx_data),
    .written_i    (rx_written),
    .first_i      (first),
    .entries_o    (entries),
    .credit_i     (command.credit),
    .credit_open_i(job_q.decrypt),
    .credit_len_i (length)
  );

  // --- the buffer: the machine first, which leaves it at least every second cycle ---

  logic               buffer_re, buffer_we;
  logic [BufferW-1:0] buffer_addr;
  logic [7:0]         buffer_data;

  assign rx_written = !buffer_re && !buffer_we;

  ram_single #(
    .Width(8),
    .Depth(BufferBytes),
    .Huge (HugeBuffer)
  ) u_buffer (
    .clk_i  (clk_i),
    .we_i   (buffer_we || (rx_we && rx_written)),
    .addr_i (rx_written ? rx_addr : buffer_addr),
    .wdata_i(rx_written ? rx_data : data),
    .rdata_o(buffer_data)
  );

  // --- the machine ---

  small_rom u_rom (
    .clk_i (clk_i),
    .addr_i(rom_addr),
    .data_o(rom)
  );

  small_machine #(
    .BufferW  (BufferW),
    .Constants(Constants)
  ) u_machine (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .rom_addr_o    (rom_addr),
    .rom_i         (rom),
    .entries_i     (entries),
    .first_o       (first),
    .buffer_re_o   (buffer_re),
    .buffer_we_o   (buffer_we),
    .buffer_addr_o (buffer_addr),
    .buffer_i      (buffer_data),
    .result_index_o(result_index),
    .result_tag_o  (result_tag),
    .result_take_o (result_take),
    .text_valid_i  (text_valid),
    .tag_valid_i   (tag_valid),
    .result_i      (result),
    .tx_ready_i    (tx_ready),
    .block_ready_i (block_ready),
    .put_o         (put),
    .port_o        (port),
    .data_o        (data),
    .slot_o        (slot),
    .length_o      (length),
    .command_i     (command)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) {command, start} <= '0;
    else         {command, start} <= {(put && port == ToCommand) ? data : 8'd0, (put && port == ToStart) ? data : 8'd0};
  end

  always_ff @(posedge clk_i) begin
    if (put && port == ToJob) job_q <= job_t'(data[1:0]);
  end

  // --- records ---

  logic [5:0]  key_addr;
  logic [31:0] key;
  logic        keyed;

  small_keys u_keys (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .at_i     (put && port == ToKeyAt),
    .slot_i   (slot),
    .receive_i(data[0]),
    .we_i     (put && port == ToKey),
    .byte_i   (data),
    .expand_i (start.expand),
    .key_256_i(job_q.key_256),
    .done_o   (keyed),
    .addr_i   (key_addr),
    .key_o    (key)
  );

  small_ccm u_ccm (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (start.record),
    .job_i        (job_q),
    .len_i        (length[10:0]),
    .keyed_i      (keyed),
    .block_ready_o(block_ready),
    .block_we_i   (put && port == ToBlock),
    .block_i      (data),
    .text_valid_o (text_valid),
    .tag_valid_o  (tag_valid),
    .take_i       (result_take && result_index == '0),
    .tag_i        (result_tag),
    .index_i      (result_index),
    .result_o     (result),
    .key_addr_o   (key_addr),
    .key_i        (key)
  );

  // --- out ---

  small_tx u_tx (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .ready_o      (tx_ready),
    .put_i        (put && port == ToTx),
    .byte_i       (data),
    .end_i        (command.end_frame),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tdata (m_axis_tdata)
  );

  logic unused_bits;
  assign unused_bits = &{command, start};

endmodule
