// SPDX-License-Identifier: Apache-2.0
//
// A record engine with 2 lanes and one with 4. The ports are those of the one that is selected; the
// other gets no requests.

module rec_lanes_tb (
  input  logic               four_lanes_i,

  input  logic               clk_i,
  input  logic               rst_ni,

  input  logic               seal_req_valid_i,
  output logic               seal_req_ready_o,
  input  rec_pkg::rec_req_t  seal_req_i,
  input  logic               s_axis_seal_tvalid,
  output logic               s_axis_seal_tready,
  input  logic [127:0]       s_axis_seal_tdata,
  input  logic               s_axis_seal_tlast,

  output logic               seal_rsp_valid_o,
  input  logic               seal_rsp_ready_i,
  output rec_pkg::rec_rsp_t  seal_rsp_o,
  output logic               m_axis_seal_tvalid,
  input  logic               m_axis_seal_tready,
  output logic [127:0]       m_axis_seal_tdata,
  output logic               m_axis_seal_tlast,

  input  logic               open_req_valid_i,
  output logic               open_req_ready_o,
  input  rec_pkg::rec_req_t  open_req_i,
  input  logic               s_axis_open_tvalid,
  output logic               s_axis_open_tready,
  input  logic [127:0]       s_axis_open_tdata,
  input  logic               s_axis_open_tlast,

  output logic               open_rsp_valid_o,
  input  logic               open_rsp_ready_i,
  output rec_pkg::rec_rsp_t  open_rsp_o,
  output logic               m_axis_open_tvalid,
  input  logic               m_axis_open_tready,
  output logic [127:0]       m_axis_open_tdata,
  output logic               m_axis_open_tlast,

  input  logic               ctl_req_valid_i,
  output logic               ctl_req_ready_o,
  input  rec_pkg::ctl_req_t  ctl_req_i,
  input  logic               s_axis_ctl_tvalid,
  output logic               s_axis_ctl_tready,
  input  logic [127:0]       s_axis_ctl_tdata,

  output logic               ctl_rsp_valid_o,
  input  logic               ctl_rsp_ready_i,
  output rec_pkg::ctl_rsp_t  ctl_rsp_o,
  output logic               m_axis_ctl_tvalid,
  input  logic               m_axis_ctl_tready,
  output logic [127:0]       m_axis_ctl_tdata,

  output logic [15:0]        sessions_o
);

  typedef struct packed {
    logic              seal_req_ready;
    logic              seal_tready;
    logic              seal_rsp_valid;
    rec_pkg::rec_rsp_t seal_rsp;
    logic              seal_tvalid;
    logic [127:0]      seal_tdata;
    logic              seal_tlast;
    logic              open_req_ready;
    logic              open_tready;
    logic              open_rsp_valid;
    rec_pkg::rec_rsp_t open_rsp;
    logic              open_tvalid;
    logic [127:0]      open_tdata;
    logic              open_tlast;
    logic              ctl_req_ready;
    logic              ctl_tready;
    logic              ctl_rsp_valid;
    rec_pkg::ctl_rsp_t ctl_rsp;
    logic              ctl_tvalid;
    logic [127:0]      ctl_tdata;
    logic [15:0]       sessions;
  } outputs_t;

  outputs_t outputs [2];

  for (genvar g = 0; g < 2; g++) begin : gen_engine
    logic on;
    assign on = four_lanes_i == 1'(g);

    rec_engine #(
      .NumLanes(2 << g)
    ) u_engine (
      .clk_i             (clk_i),
      .rst_ni            (rst_ni),
      .seal_req_valid_i  (on && seal_req_valid_i),
      .seal_req_ready_o  (outputs[g].seal_req_ready),
      .seal_req_i        (seal_req_i),
      .s_axis_seal_tvalid(on && s_axis_seal_tvalid),
      .s_axis_seal_tready(outputs[g].seal_tready),
      .s_axis_seal_tdata (s_axis_seal_tdata),
      .s_axis_seal_tlast (s_axis_seal_tlast),
      .seal_rsp_valid_o  (outputs[g].seal_rsp_valid),
      .seal_rsp_ready_i  (on && seal_rsp_ready_i),
      .seal_rsp_o        (outputs[g].seal_rsp),
      .m_axis_seal_tvalid(outputs[g].seal_tvalid),
      .m_axis_seal_tready(on && m_axis_seal_tready),
      .m_axis_seal_tdata (outputs[g].seal_tdata),
      .m_axis_seal_tlast (outputs[g].seal_tlast),
      .open_req_valid_i  (on && open_req_valid_i),
      .open_req_ready_o  (outputs[g].open_req_ready),
      .open_req_i        (open_req_i),
      .s_axis_open_tvalid(on && s_axis_open_tvalid),
      .s_axis_open_tready(outputs[g].open_tready),
      .s_axis_open_tdata (s_axis_open_tdata),
      .s_axis_open_tlast (s_axis_open_tlast),
      .open_rsp_valid_o  (outputs[g].open_rsp_valid),
      .open_rsp_ready_i  (on && open_rsp_ready_i),
      .open_rsp_o        (outputs[g].open_rsp),
      .m_axis_open_tvalid(outputs[g].open_tvalid),
      .m_axis_open_tready(on && m_axis_open_tready),
      .m_axis_open_tdata (outputs[g].open_tdata),
      .m_axis_open_tlast (outputs[g].open_tlast),
      .ctl_req_valid_i   (on && ctl_req_valid_i),
      .ctl_req_ready_o   (outputs[g].ctl_req_ready),
      .ctl_req_i         (ctl_req_i),
      .s_axis_ctl_tvalid (on && s_axis_ctl_tvalid),
      .s_axis_ctl_tready (outputs[g].ctl_tready),
      .s_axis_ctl_tdata  (s_axis_ctl_tdata),
      .ctl_rsp_valid_o   (outputs[g].ctl_rsp_valid),
      .ctl_rsp_ready_i   (on && ctl_rsp_ready_i),
      .ctl_rsp_o         (outputs[g].ctl_rsp),
      .m_axis_ctl_tvalid (outputs[g].ctl_tvalid),
      .m_axis_ctl_tready (on && m_axis_ctl_tready),
      .m_axis_ctl_tdata  (outputs[g].ctl_tdata),
      .sessions_o        (outputs[g].sessions)
    );
  end

  outputs_t selected;
  assign selected = outputs[four_lanes_i];

  assign seal_req_ready_o   = selected.seal_req_ready;
  assign s_axis_seal_tready = selected.seal_tready;
  assign seal_rsp_valid_o   = selected.seal_rsp_valid;
  assign seal_rsp_o         = selected.seal_rsp;
  assign m_axis_seal_tvalid = selected.seal_tvalid;
  assign m_axis_seal_tdata  = selected.seal_tdata;
  assign m_axis_seal_tlast  = selected.seal_tlast;
  assign open_req_ready_o   = selected.open_req_ready;
  assign s_axis_open_tready = selected.open_tready;
  assign open_rsp_valid_o   = selected.open_rsp_valid;
  assign open_rsp_o         = selected.open_rsp;
  assign m_axis_open_tvalid = selected.open_tvalid;
  assign m_axis_open_tdata  = selected.open_tdata;
  assign m_axis_open_tlast  = selected.open_tlast;
  assign ctl_req_ready_o    = selected.ctl_req_ready;
  assign s_axis_ctl_tready  = selected.ctl_tready;
  assign ctl_rsp_valid_o    = selected.ctl_rsp_valid;
  assign ctl_rsp_o          = selected.ctl_rsp;
  assign m_axis_ctl_tvalid  = selected.ctl_tvalid;
  assign m_axis_ctl_tdata   = selected.ctl_tdata;
  assign sessions_o         = selected.sessions;

endmodule
