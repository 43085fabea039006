// SPDX-License-Identifier: Apache-2.0
//
// The results of both directions, each in a ring of its own: an answer, then its data. The
// answer is written last, and nothing of a result can be read before its end. Index 0 is seal, 1 is
// open.

module rec_out #(
  parameter int unsigned OutBeats   = 512, // of each direction, a power of two
  parameter bit          EveryCycle = 1'b0 // a beat of each direction; otherwise every other cycle
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,

  // One result at a time, there is room: begin, beats of data and perhaps drop, the answer, end; the next
  // one begins in the second cycle after the end, or later.
  input  logic                        open_i,       // whose result it is
  input  logic                        begin_i,
  input  logic                        drop_i,       // the data was none
  input  logic                        put_valid_i,
  input  logic                        put_answer_i,
  input  logic [127:0]                put_i,        // data of an open turned by 5 bytes
  input  logic                        end_i,        // with the answer or later

  output logic                  [1:0] read_o,       // a beat has left the RAM
  output logic                  [1:0] rsp_valid_o,
  input  logic                  [1:0] rsp_ready_i,
  output rec_pkg::rec_rsp_t     [1:0] rsp_o,
  output logic                  [1:0] m_axis_tvalid,
  input  logic                  [1:0] m_axis_tready,
  output logic           [1:0][127:0] m_axis_tdata,
  output logic                  [1:0] m_axis_tlast
);

  localparam int unsigned AddrW = $clog2(OutBeats);

  // --- writing. The RAM is many blocks, all over the place: what goes there comes from registers ---

  logic [1:0][AddrW:0] end_q;  // where a direction's next result begins
  logic [AddrW:0]      wr_q;   // where its next data goes
  logic                we_q, open_q, ends_q;
  logic [AddrW:0]      waddr_q;
  logic [127:0]        wdata_q;

  always_ff @(posedge clk_i) begin
    if (begin_i || drop_i)                 wr_q <= end_q[open_i] + 1'b1;
    else if (put_valid_i && !put_answer_i) wr_q <= wr_q + 1'b1;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) {we_q, ends_q} <= '0;
    else         {we_q, ends_q} <= {put_valid_i, end_i};
  end

  always_ff @(posedge clk_i) begin
    open_q  <= open_i;
    waddr_q <= {open_i, put_answer_i ? end_q[open_i][AddrW-1:0] : wr_q[AddrW-1:0]};
    wdata_q <= put_i;
  end

  // Together with the answer's write, so that nobody reads it before.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)     end_q         <= '0;
    else if (ends_q) end_q[open_q] <= wr_q;
  end

  // --- reading: each direction's ring in a RAM of its own, or both in one, which is each one's every other
  // cycle ---

  logic [1:0][127:0] beat;  // answer or data

  if (EveryCycle) begin : gen_own
    for (genvar d = 0; d < 2; d++) begin : gen_reader
      logic [AddrW-1:0] raddr;
      logic [127:0]     rdata;

      ram_1r1w #(
        .Width(128),
        .Depth(OutBeats)
      ) u_ram (
        .clk_i  (clk_i),
        .we_i   (we_q && open_q == 1'(d)),
        .waddr_i(waddr_q[AddrW-1:0]),
        .wdata_i(wdata_q),
        .raddr_i(raddr),
        .rdata_o(rdata)
      );

      rec_reader_ahead #(
        .OutBeats(OutBeats)
      ) u_reader (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .end_i        (end_q[d]),
        .raddr_o      (raddr),
        .rdata_i      (rdata),
        .read_o       (read_o[d]),
        .rsp_valid_o  (rsp_valid_o[d]),
        .rsp_ready_i  (rsp_ready_i[d]),
        .m_axis_tvalid(m_axis_tvalid[d]),
        .m_axis_tready(m_axis_tready[d]),
        .m_axis_tlast (m_axis_tlast[d]),
        .beat_o       (beat[d])
      );
    end
  end else begin : gen_both
    logic [1:0][AddrW-1:0] raddr;
    logic                  slot_q;  // whose cycle it is
    logic [127:0]          rdata;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) slot_q <= 1'b0;
      else         slot_q <= !slot_q;
    end

    ram_1r1w #(
      .Width(128),
      .Depth(2 * OutBeats)
    ) u_ram (
      .clk_i  (clk_i),
      .we_i   (we_q),
      .waddr_i(waddr_q),
      .wdata_i(wdata_q),
      .raddr_i({slot_q, raddr[slot_q]}),
      .rdata_o(rdata)
    );

    for (genvar d = 0; d < 2; d++) begin : gen_reader
      rec_reader #(
        .OutBeats(OutBeats)
      ) u_reader (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .end_i        (end_q[d]),
        .slot_i       (slot_q == 1'(d)),
        .raddr_o      (raddr[d]),
        .rdata_i      (rdata),
        .read_o       (read_o[d]),
        .rsp_valid_o  (rsp_valid_o[d]),
        .rsp_ready_i  (rsp_ready_i[d]),
        .m_axis_tvalid(m_axis_tvalid[d]),
        .m_axis_tready(m_axis_tready[d]),
        .m_axis_tlast (m_axis_tlast[d]),
        .beat_o       (beat[d])
      );
    end
  end

  for (genvar d = 0; d < 2; d++) begin : gen_out
    logic [15:0][7:0]       bytes;
    rec_types_pkg::answer_t answer;

    assign bytes           = beat[d];
    assign m_axis_tdata[d] = (d == 0) ? bytes : {bytes[4:0], bytes[15:5]};

    assign answer   = beat[d];
    assign rsp_o[d] = '{tag: answer.tag, result: answer.result, ctype: (d == 0) ? '0 : answer.ctype,
                        first_auth: answer.first_auth, bad_mac_limit: answer.bad_mac_limit,
                        hard_limit: answer.hard_limit, soft_limit: answer.soft_limit,
                        len: rec_wire_pkg::be16(answer.len), seq: rec_wire_pkg::be48(answer.seq)};

    logic unused;
    assign unused = &{answer.unused, answer.unused_bit, answer.beats, answer.ctype};
  end

endmodule
