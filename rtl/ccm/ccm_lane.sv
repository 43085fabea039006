// SPDX-License-Identifier: Apache-2.0
//
// CCM lane: one AES round a cycle, two records in flight, four record buffers (SP 800-38C).

module ccm_lane #(
  parameter bit SboxGates = 1'b0  // 1: Boyar-Peralta gates, 0: packed table (simulation)
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  // A record is offered; on ready it owns buffer req_buf_o and its beats come next.
  input  logic                          req_valid_i,
  output logic                          req_ready_o,
  input  ccm_pkg::lane_req_t            req_i,
  output logic [ccm_pkg::LaneBufW-1:0]  req_buf_o,

  // Its beats, in the order of lane_req_t.
  input  logic                          beat_valid_i,
  output logic                          beat_ready_o,
  input  logic [127:0]                  beat_i,

  // Its round keys, any time after the request was taken. KeyChain marks them complete.
  input  logic                          key_we_i,
  input  logic [ccm_pkg::LaneBufW-1:0]  key_buf_i,
  input  logic [3:0]                    key_addr_i,
  input  logic [127:0]                  key_i,

  // Buffers whose record is finished. Draining one streams out the whole 16-byte tag, the trailer if
  // there is one, then the payload blocks (zero past len), and frees the buffer. No back-pressure: who
  // drains has room.
  output logic [ccm_pkg::LaneBufs-1:0]  done_o,
  input  logic                          drain_valid_i,
  output logic                          drain_ready_o,
  input  logic [ccm_pkg::LaneBufW-1:0]  drain_buf_i,
  output logic                          out_valid_o,
  output logic                          out_last_o,
  output logic [127:0]                  out_o,

  // Overwrites every round key and every buffer. Only while idle_o; busy until idle_o again.
  input  logic                          wipe_i,
  output logic                          idle_o
);
endmodule
