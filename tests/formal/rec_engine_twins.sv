// SPDX-License-Identifier: Apache-2.0
//
// One of the two engines that twins.py compares. They begin alike, and get the same of all inputs but two: keys
// (beats 1 to 4 of an INSTALL) and texts to be sealed. What lanes put out may differ as well. Then for ever:
//
// D1 All else is alike: each output in each cycle, but for the two streams of data and responses that are not
//    valid, and each register and memory that is not on the path of keys and texts. That the tags' verdicts are
//    alike is an assumption, and so is that answers are when they are read and shown: D1 says so of when they
//    are made (answer_o), O3, P3 and P4 that what is read and shown as an answer is what was made as one.
// D2 If lanes put out the same (Data = 1), the streams of data are alike too: keys and texts leave through
//    the lanes' data only.

module rec_engine_twins #(
  parameter int unsigned NumLanes    = 1,
  parameter int unsigned NumSessions = 2,
  parameter bit          Data        = 1'b0
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,

  // What may differ.
  input  logic [127:0]            secret_key_i,
  input  logic [127:0]            secret_text_i,

  // What is assumed.
  input  logic [127:0]            lanes_i,
  input  logic                    forged_i,
  input  rec_types_pkg::answer_t  answer_i,      // read now
  input  logic [1:0][127:0]       shown_i,       // when the response is valid

  // All inputs and outputs of the engine; index 0 is seal, 1 is open.
  input  logic [1:0]              req_valid_i,
  output logic [1:0]              req_ready_o,
  input  rec_pkg::rec_req_t [1:0] req_i,
  input  logic [1:0]              tvalid_i,
  output logic [1:0]              tready_o,
  input  logic [127:0]            open_tdata_i,
  input  logic [1:0]              tlast_i,
  output logic [1:0]              rsp_valid_o,
  input  logic [1:0]              rsp_ready_i,
  output rec_pkg::rec_rsp_t [1:0] rsp_o,
  output logic [1:0]              tvalid_o,
  input  logic [1:0]              tready_i,
  output logic [1:0][127:0]       tdata_o,
  output logic [1:0]              tlast_o,
  input  logic                    ctl_req_valid_i,
  output logic                    ctl_req_ready_o,
  input  rec_pkg::ctl_req_t       ctl_req_i,
  input  logic                    ctl_tvalid_i,
  output logic                    ctl_tready_o,
  input  logic [127:0]            ctl_tdata_i,
  output logic                    ctl_rsp_valid_o,
  input  logic                    ctl_rsp_ready_i,
  output rec_pkg::ctl_rsp_t       ctl_rsp_o,
  output logic                    ctl_tvalid_o,
  input  logic                    ctl_tready_i,
  output logic [127:0]            ctl_tdata_o,
  output logic [15:0]             sessions_o,

  output logic [127:0]            answer_o       // that is made
);

  logic [1:0][127:0]       tdata;
  rec_pkg::rec_rsp_t [1:0] rsp;

  always_comb begin
    for (int unsigned d = 0; d < 2; d++) rsp_o[d] = (Data || rsp_valid_o[d]) ? rsp[d] : '0;
  end
  assign tdata_o  = Data ? tdata : '0;
  assign answer_o = dut.gen_slice[0].u_slice.u_collect.u_assemble.answer_valid_i ?
                    dut.gen_slice[0].u_slice.u_collect.u_assemble.head[127:0] : '0;

  rec_engine #(
    .NumLanes   (NumLanes),
    .NumSessions(NumSessions)
  ) dut (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .seal_req_valid_i  (req_valid_i[0]),
    .seal_req_ready_o  (req_ready_o[0]),
    .seal_req_i        (req_i[0]),
    .s_axis_seal_tvalid(tvalid_i[0]),
    .s_axis_seal_tready(tready_o[0]),
    .s_axis_seal_tdata (secret_text_i),
    .s_axis_seal_tlast (tlast_i[0]),
    .seal_rsp_valid_o  (rsp_valid_o[0]),
    .seal_rsp_ready_i  (rsp_ready_i[0]),
    .seal_rsp_o        (rsp[0]),
    .m_axis_seal_tvalid(tvalid_o[0]),
    .m_axis_seal_tready(tready_i[0]),
    .m_axis_seal_tdata (tdata[0]),
    .m_axis_seal_tlast (tlast_o[0]),
    .open_req_valid_i  (req_valid_i[1]),
    .open_req_ready_o  (req_ready_o[1]),
    .open_req_i        (req_i[1]),
    .s_axis_open_tvalid(tvalid_i[1]),
    .s_axis_open_tready(tready_o[1]),
    .s_axis_open_tdata (open_tdata_i),
    .s_axis_open_tlast (tlast_i[1]),
    .open_rsp_valid_o  (rsp_valid_o[1]),
    .open_rsp_ready_i  (rsp_ready_i[1]),
    .open_rsp_o        (rsp[1]),
    .m_axis_open_tvalid(tvalid_o[1]),
    .m_axis_open_tready(tready_i[1]),
    .m_axis_open_tdata (tdata[1]),
    .m_axis_open_tlast (tlast_o[1]),
    .ctl_req_valid_i   (ctl_req_valid_i),
    .ctl_req_ready_o   (ctl_req_ready_o),
    .ctl_req_i         (ctl_req_i),
    .s_axis_ctl_tvalid (ctl_tvalid_i),
    .s_axis_ctl_tready (ctl_tready_o),
    .s_axis_ctl_tdata  (dut.u_ctl.key_step ? secret_key_i : ctl_tdata_i),
    .ctl_rsp_valid_o   (ctl_rsp_valid_o),
    .ctl_rsp_ready_i   (ctl_rsp_ready_i),
    .ctl_rsp_o         (ctl_rsp_o),
    .m_axis_ctl_tvalid (ctl_tvalid_o),
    .m_axis_ctl_tready (ctl_tready_i),
    .m_axis_ctl_tdata  (ctl_tdata_o),
    .sessions_o        (sessions_o)
  );

  logic [1:0]        reads_answer;
  logic [1:0][127:0] shown;
  for (genvar d = 0; d < 2; d++) begin : gen_reads
    assign shown[d]        = dut.gen_slice[0].u_slice.u_out.gen_both.gen_reader[d].u_reader.beat_o;
    assign reads_answer[d] = dut.gen_slice[0].u_slice.u_out.gen_both.gen_reader[d].u_reader.read_o &&
                             dut.gen_slice[0].u_slice.u_out.gen_both.gen_reader[d].u_reader.left_q == '0;
  end

  always_comb begin
    if (Data) assume (dut.gen_slice[0].u_slice.result == lanes_i);
    else begin
      assume (dut.gen_slice[0].u_slice.u_collect.forged_q == forged_i);
      for (int unsigned d = 0; d < 2; d++) begin
        assume (!reads_answer[d] || dut.gen_slice[0].u_slice.u_out.gen_both.rdata == answer_i);
        assume (!rsp_valid_o[d] || shown[d] == shown_i[d]);
      end
    end
  end

endmodule
