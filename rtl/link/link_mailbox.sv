// SPDX-License-Identifier: Apache-2.0
//
// Holds one control request while it is served. An INSTALL carries keys, so the payload is
// overwritten once the request is done or dropped, before the next one may come in.

module link_mailbox (
  input  logic             clk_i,
  input  logic             rst_ni,

  // Header beat, then payload beats; then commit or rollback.
  output logic             free_o,
  input  logic             valid_i,
  input  logic [127:0]     beat_i,
  input  logic             commit_i,
  input  logic             rollback_i,

  output logic             full_o,
  output link_pkg::req_t   req_o,
  output logic             m_axis_tvalid,  // payload; the reader knows how many beats there are
  input  logic             m_axis_tready,
  output logic [127:0]     m_axis_tdata,
  input  logic             done_i
);

  localparam int unsigned Depth = link_pkg::InstallBeats;
  localparam int unsigned AddrW = $clog2(Depth);

  typedef enum logic [1:0] {StFill, StFull, StWipe} state_e;
  state_e           state_q;
  logic             header_q;  // the next beat to come is the header
  logic [AddrW-1:0] addr_q;    // of the next payload beat in, out or wiped
  logic             put, wipe;

  assign free_o        = state_q == StFill;
  assign full_o        = state_q == StFull;
  assign m_axis_tvalid = full_o;
  assign wipe          = state_q == StWipe;
  assign put           = free_o && valid_i;

  always_ff @(posedge clk_i) begin
    if (put && header_q) req_o <= link_pkg::swap_bytes(beat_i);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q  <= StWipe;  // the RAM has no reset
      header_q <= 1'b1;
      addr_q   <= '0;
    end else begin
      unique case (state_q)
        StFill: begin
          if (put) header_q <= 1'b0;
          if (put && !header_q) addr_q <= addr_q + 1'b1;
          if (commit_i || (rollback_i && (put || !header_q))) begin
            state_q  <= commit_i ? StFull : StWipe;
            header_q <= 1'b1;
            addr_q   <= '0;
          end
        end
        StFull: begin
          if (m_axis_tready) addr_q <= addr_q + 1'b1;
          if (done_i) begin
            state_q <= StWipe;
            addr_q  <= '0;
          end
        end
        default: begin
          addr_q <= addr_q + 1'b1;
          if (addr_q == AddrW'(Depth - 1)) state_q <= StFill;
        end
      endcase
    end
  end

  ram_lut #(
    .Width(128),
    .Depth(Depth)
  ) u_ram (
    .clk_i  (clk_i),
    .we_i   (wipe || (put && !header_q)),
    .waddr_i(addr_q),
    .wdata_i(wipe ? '0 : beat_i),
    .raddr_i(addr_q),
    .rdata_o(m_axis_tdata)
  );

endmodule
