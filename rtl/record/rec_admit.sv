// SPDX-License-Identifier: Apache-2.0
//
// Admission of records of one direction: a record begins only when its result and its answer
// already have a place, so that whatever has begun can end although nobody reads the outputs.

module rec_admit #(
  parameter int unsigned OutBeats = 512,  // of the direction's output FIFO
  parameter int unsigned RspDepth = 8     // of its response FIFO
) (
  input  logic                            clk_i,
  input  logic                            rst_ni,

  input  logic [$clog2(OutBeats):0]       space_i,     // of the output FIFO
  input  logic [rec_types_pkg::NeedW-1:0] need_i,      // beats that the next record may fill
  output logic                            ok_o,        // it may begin; need_i stable since a cycle
  input  logic                            begin_i,
  input  logic                            end_i,       // a record's result is complete
  input  logic [rec_types_pkg::NeedW-1:0] end_need_i,
  input  logic                            rsp_taken_i, // an answer left the response FIFO

  output logic                            idle_o       // no record between its begin and its end
);

  localparam int unsigned BeatW = $clog2(OutBeats) + 1;
  localparam int unsigned CountW = $clog2(RspDepth) + 1;

  logic [BeatW-1:0]  reserved_q;
  logic [CountW-1:0] answers_q;  // begun and not taken yet
  logic [CountW-1:0] running_q;  // begun and not ended yet
  logic              room_q;

  // A beat that was written counts twice until its record ends, so this errs on the safe side. A
  // record begins at most every other cycle; room_q has seen the one before.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      reserved_q <= '0;
      answers_q  <= '0;
      running_q  <= '0;
      room_q     <= 1'b0;
    end else begin
      reserved_q <= reserved_q + (begin_i ? BeatW'(need_i) : '0) -
                    (end_i ? BeatW'(end_need_i) : '0);
      answers_q  <= answers_q + CountW'(begin_i) - CountW'(rsp_taken_i);
      running_q  <= running_q + CountW'(begin_i) - CountW'(end_i);
      room_q     <= {1'b0, space_i} >= {1'b0, reserved_q} + (BeatW + 1)'(need_i);
    end
  end

  assign ok_o   = room_q && answers_q != CountW'(RspDepth);
  assign idle_o = running_q == '0;

endmodule
