// SPDX-License-Identifier: Apache-2.0
//
// A lane's output: streams a finished buffer out (tag, trailer, text) and frees it. The buffer RAM is
// read in two cycles of four and answers two cycles later.

module ccm_drain (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  input  logic                         valid_i,
  output logic                         ready_o,
  input  ccm_lane_pkg::record_t        record_i,
  input  logic [127:0]                 tag_i,

  input  logic                         read_slot_i,  // the buffer RAM is ours in this cycle
  output logic [ccm_pkg::BufAddrW-1:0] addr_o,
  input  logic [127:0]                 data_i,       // two cycles later
  output logic                         free_o,       // the buffer's last word is being read

  output logic                         out_valid_o,
  output logic                         out_last_o,
  output logic [127:0]                 out_o
);

  localparam int unsigned AddrW = ccm_pkg::BufAddrW;

  typedef enum logic [1:0] { StIdle, StTrailer, StText } state_e;

  state_e           state_q;
  logic [AddrW-1:0] addr_q, trailer_q, left_q;  // left: text blocks still to be read
  logic             start, read, last, bare;
  logic [1:0]       coming_q, coming_last_q;

  assign ready_o = state_q == StIdle && coming_q == '0;
  assign start   = valid_i && ready_o;
  assign bare    = !record_i.has_trailer && record_i.text_blocks == '0;  // nothing but the tag
  assign read    = read_slot_i && state_q != StIdle;
  assign last    = (state_q == StTrailer) ? left_q == '0 : left_q == AddrW'(1);
  assign addr_o  = (state_q == StTrailer) ? trailer_q : addr_q;
  assign free_o  = (read && last) || (start && bare);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q       <= StIdle;
      coming_q      <= '0;
      coming_last_q <= '0;
      out_valid_o   <= 1'b0;
    end else begin
      unique case (state_q)
        StIdle:    if (start && !bare) state_q <= record_i.has_trailer ? StTrailer : StText;
        StTrailer: if (read) state_q <= last ? StIdle : StText;
        default:   if (read && last) state_q <= StIdle;
      endcase
      coming_q      <= {coming_q[0], read};
      coming_last_q <= {coming_last_q[0], read && last};
      out_valid_o   <= start || coming_q[1];
    end
  end

  always_ff @(posedge clk_i) begin
    if (start) begin
      addr_q    <= AddrW'(record_i.aad_blocks) + 1'b1;
      trailer_q <= AddrW'(record_i.aad_blocks) + 1'b1 + record_i.text_blocks;
      left_q    <= record_i.text_blocks;
    end else if (read && state_q == StText) begin
      addr_q <= addr_q + 1'b1;
      left_q <= left_q - 1'b1;
    end
    out_o      <= start ? tag_i : data_i;
    out_last_o <= start ? bare : coming_last_q[1];
  end

endmodule
