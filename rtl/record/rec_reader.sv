// SPDX-License-Identifier: Apache-2.0
//
// Reads one direction's results out of the output RAM: an answer, then the beats of data that it
// announces. Every other cycle the RAM is this reader's.

module rec_reader #(
  parameter int unsigned OutBeats = 512,
  localparam int unsigned AddrW = $clog2(OutBeats)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  input  logic [AddrW:0]        end_i,     // where the next result will begin
  input  logic                  slot_i,    // the RAM is this reader's in this cycle
  input  logic                  read_ok_i,
  output logic                  read_o,    // a beat leaves the RAM
  output logic [AddrW-1:0]      raddr_o,
  input  logic [127:0]          rdata_i,   // two cycles later

  output logic                  rsp_valid_o,
  input  logic                  rsp_ready_i,
  output rec_types_pkg::answer_t rsp_o,
  output logic                  m_axis_tvalid,
  input  logic                  m_axis_tready,
  output logic [127:0]          m_axis_tdata,
  output logic                  m_axis_tlast
);

  // A beat on its way out of the RAM.
  typedef struct packed {
    logic valid;
    logic answer;
    logic last;
  } coming_t;

  logic [AddrW:0]                  rd_q;
  logic [rec_types_pkg::NeedW-1:0] left_q;    // beats of data still to be read
  logic                            answer_q;  // an answer is read or waits to be taken
  logic [1:0]                      credit_q;  // places for data: the two registers at the end
  coming_t [1:0]                   coming_q;
  logic                            data_read, data_arrives, answer_arrives, taken;
  rec_types_pkg::answer_t          answer;

  assign data_read      = left_q != '0;
  assign read_o         = slot_i && read_ok_i &&
                          (data_read ? credit_q != '0 : !answer_q && rd_q != end_i);
  assign raddr_o        = rd_q[AddrW-1:0];
  assign answer         = rdata_i;
  assign answer_arrives = coming_q[1].valid && coming_q[1].answer;
  assign data_arrives   = coming_q[1].valid && !coming_q[1].answer;
  assign taken          = m_axis_tvalid && m_axis_tready;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      rd_q        <= '0;
      left_q      <= '0;
      answer_q    <= 1'b0;
      credit_q    <= 2'd2;
      coming_q    <= '0;
      rsp_valid_o <= 1'b0;
    end else begin
      rd_q     <= rd_q + (AddrW + 1)'(read_o);
      coming_q <= {coming_q[0], coming_t'{valid: read_o, answer: !data_read, last: left_q == rec_types_pkg::NeedW'(1)}};
      credit_q <= credit_q - 2'(read_o && data_read) + 2'(taken);
      if (answer_arrives)           left_q <= answer.beats;
      else if (read_o && data_read) left_q <= left_q - 1'b1;
      if (read_o && !data_read)            answer_q <= 1'b1;
      else if (rsp_valid_o && rsp_ready_i) answer_q <= 1'b0;
      if (answer_arrives)   rsp_valid_o <= 1'b1;
      else if (rsp_ready_i) rsp_valid_o <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (answer_arrives) rsp_o <= answer;
  end

  // --- data: two registers in a row, so that a read never has to wait for the second to be taken ---

  logic         valid_q, last_q, moves;
  logic [127:0] data_q;

  assign moves = valid_q && (!m_axis_tvalid || m_axis_tready);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q       <= 1'b0;
      m_axis_tvalid <= 1'b0;
    end else begin
      valid_q       <= data_arrives || (valid_q && !moves);
      m_axis_tvalid <= moves || (m_axis_tvalid && !m_axis_tready);
    end
  end

  always_ff @(posedge clk_i) begin
    if (data_arrives) {last_q, data_q}             <= {coming_q[1].last, rdata_i};
    if (moves)        {m_axis_tlast, m_axis_tdata} <= {last_q, data_q};
  end

endmodule
