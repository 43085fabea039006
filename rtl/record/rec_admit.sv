// SPDX-License-Identifier: Apache-2.0
//
// Admission of records of one direction: a record begins only when its result already has a place,
// so that whatever has begun can end although nobody reads the output. All lengths are in beats; a
// result is `need` beats of data at most, and its answer.
//
// A1 room_q = OutBeats - beats that wait in the output - (need + 1) of each record between its begin
//    and its end, and is never negative: what was begun has its place.
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
  input  logic [rec_types_pkg::NeedW-1:0] spare_i, // beats that it had reserved and did not fill
  output logic                            read_ok_o,  // a beat may be taken out
  input  logic                            read_i,

  output logic                            idle_o   // no record between its begin and its end
);

  localparam int unsigned RoomW = $clog2(OutBeats) + 1;
  localparam int unsigned CountW = $clog2(Records) + 1;

  typedef logic [rec_types_pkg::NeedW-1:0] need_t;

  logic [RoomW-1:0]  room_q, change;
  logic [CountW-1:0] running_q;
  logic              begin_q, end_q, room_ok_q;
  need_t             need_q, spare_q;

  // One change of the room a cycle: begins first, then ends, then reads.
  assign read_ok_o = !begin_q && !end_q;

  always_comb begin
    if (begin_q)    change = ~RoomW'(need_q);  // -(need_q + 1)
    else if (end_q) change = RoomW'(spare_q);
    else            change = RoomW'(read_i);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      room_q    <= RoomW'(OutBeats);
      running_q <= '0;
      begin_q   <= 1'b0;
      end_q     <= 1'b0;
      room_ok_q <= 1'b0;
    end else begin
      room_q    <= room_q + change;
      running_q <= running_q + CountW'(begin_i) - CountW'(end_i);
      begin_q   <= begin_i;
      end_q     <= end_i || (end_q && begin_q);
      room_ok_q <= room_q > RoomW'(need_i);
    end
  end

  always_ff @(posedge clk_i) begin
    need_q <= need_i;
    if (end_i) spare_q <= spare_i;
  end

  assign ok_o   = room_ok_q && running_q != CountW'(Records);
  assign idle_o = running_q == '0;

endmodule
