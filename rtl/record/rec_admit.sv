// SPDX-License-Identifier: Apache-2.0
//
// Admission of records of one direction: a record begins only when its result already has a place,
// so that whatever has begun can end although nobody reads the output. All lengths are in beats; a
// result is `need` beats of data at most, and its answer.
//
// A1 room_q + freed_q = OutBeats - beats that wait in the output - (need + 1) of each record between
//    its begin and its end, and is never negative: what was begun has its place.
// A2 running_q is the number of records between begin and end, at most Records.

module rec_admit #(
  parameter int unsigned OutBeats = 512,  // of the direction's output
  parameter int unsigned Records  = 16    // of the direction's order queue
) (
  input  logic                            clk_i,
  input  logic                            rst_ni,

  input  logic [rec_types_pkg::NeedW-1:0] need_i,  // beats that the next record may fill
  output logic                            ok_o,    // it may begin; need_i stable since a cycle
  input  logic                            begin_i, // at most every fifth cycle
  input  logic                            end_i,   // a record's result is complete; every fifth too
  input  logic [rec_types_pkg::NeedW-1:0] spare_i, // beats that it had reserved and did not fill; stays
                                                   // for two cycles more
  input  logic                            read_i,  // a beat has left the output

  output logic                            idle_o   // no record between its begin and its end
);

  localparam int unsigned RoomW = $clog2(OutBeats) + 1;
  localparam int unsigned CountW = $clog2(Records) + 1;

  typedef logic [rec_types_pkg::NeedW-1:0] need_t;

  logic [RoomW-1:0]  room_q, change;
  logic [CountW-1:0] running_q;
  logic              begin_q, end_q, room_ok_q;
  logic [1:0]        freed_q;  // beats that left the output and are not in room_q yet
  need_t             need_q;

  // One change of the room a cycle: begins first, then ends, then what was read, which waits for two
  // cycles at most.
  always_comb begin
    if (begin_q)    change = ~RoomW'(need_q);  // -(need_q + 1)
    else if (end_q) change = RoomW'(spare_i);
    else            change = RoomW'(freed_q);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      room_q    <= RoomW'(OutBeats);
      running_q <= '0;
      begin_q   <= 1'b0;
      end_q     <= 1'b0;
      freed_q   <= '0;
      room_ok_q <= 1'b0;
    end else begin
      room_q    <= room_q + change;
      running_q <= running_q + CountW'(begin_i) - CountW'(end_i);
      begin_q   <= begin_i;
      end_q     <= end_i || (end_q && begin_q);
      freed_q   <= ((begin_q || end_q) ? freed_q : '0) + 2'(read_i);
      room_ok_q <= room_q > RoomW'(need_i);
    end
  end

  always_ff @(posedge clk_i) need_q <= need_i;

  assign ok_o   = room_ok_q && running_q != CountW'(Records);
  assign idle_o = running_q == '0;

endmodule
