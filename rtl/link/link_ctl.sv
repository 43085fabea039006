// SPDX-License-Identifier: Apache-2.0
//
// Serves control requests one at a time, in order (docs/PROTOCOL.md sections 4 and 5): the boot
// token, registers, and what goes on to the record engine.

module link_ctl (
  input  logic               clk_i,
  input  logic               rst_ni,

  input  logic               req_valid_i,
  input  link_pkg::req_t     req_i,         // stable until done
  input  logic               s_axis_tvalid, // payload of an INSTALL
  output logic               s_axis_tready,
  input  logic [127:0]       s_axis_tdata,
  output logic               req_done_o,

  // Registers; answered in the same cycle.
  output logic               reg_req_o,
  output logic               reg_write_o,
  output logic [7:0]         reg_addr_o,
  output logic [31:0]        reg_wdata_o,
  input  logic [31:0]        reg_rdata_i,

  // Record engine.
  output logic               ctl_req_valid_o,
  input  logic               ctl_req_ready_i,
  output rec_pkg::ctl_req_t  ctl_req_o,
  output logic               m_axis_tvalid,
  input  logic               m_axis_tready,
  output logic [127:0]       m_axis_tdata,
  input  logic               ctl_rsp_valid_i,
  output logic               ctl_rsp_ready_o,
  input  rec_pkg::ctl_rsp_t  ctl_rsp_i,

  // The payload of a QUERY's answer goes from the record engine to the transmitter directly.
  output logic               rsp_valid_o,
  input  logic               rsp_ready_i,
  output link_pkg::rsp_t     rsp_o,

  input  logic               records_owed_i,  // records taken in and not answered yet
  output logic [15:0]        boot_o
);

  typedef enum logic [2:0] {
    StIdle, StRegister, StRequest, StPayload, StResult, StSettle, StAnswer
  } state_e;
  state_e           state_q, state_d;
  rec_pkg::result_e result_q, result_d;
  logic [31:0]      value_q;
  logic [$clog2(link_pkg::InstallBeats)-1:0] beat_q;

  // --- what the request asks for ---

  logic is_attach, is_read, is_install, is_query, token_known, token_valid, reg_exists;

  assign is_attach   = req_i.opcode == link_pkg::OpAttach;
  assign is_read     = req_i.opcode == link_pkg::OpRead;
  assign is_install  = req_i.opcode == link_pkg::OpInstall;
  assign is_query    = req_i.opcode == link_pkg::OpQuery;
  assign token_valid = req_i.value[31:16] == '0;
  assign token_known = token_valid && req_i.value[15:0] == boot_o;
  assign reg_exists  = req_i.address[15:8] == '0 && req_i.address[1:0] == '0;

  always_comb begin
    state_d  = state_q;
    result_d = result_q;
    unique case (state_q)
      StIdle: if (req_valid_i) begin
        result_d = rec_pkg::ResOk;
        state_d  = StAnswer;
        unique case (req_i.opcode)
          link_pkg::OpAttach: begin
            if (!token_valid) result_d = rec_pkg::ResRefused;
            else if (!token_known) state_d = StRequest;
          end
          link_pkg::OpInstall: begin
            if (token_known && boot_o != '0) state_d = StRequest;
            else result_d = rec_pkg::ResRefused;
          end
          link_pkg::OpRemove, link_pkg::OpQuery: state_d = StRequest;
          default: if (reg_exists) state_d = StRegister;
        endcase
      end
      StRegister: state_d = StAnswer;
      StRequest:  if (ctl_req_ready_i) state_d = is_install ? StPayload : StResult;
      StPayload:  if (m_axis_tvalid && m_axis_tready && beat_q == '1) state_d = StResult;
      StResult: if (ctl_rsp_valid_i) begin
        result_d = ctl_rsp_i.result;
        state_d  = is_attach ? StSettle : StAnswer;
      end
      // Sessions of the new token may bear names of the old: no record of the old may meet them.
      StSettle: if (!records_owed_i) state_d = StAnswer;
      StAnswer: if (rsp_ready_i) state_d = StIdle;
      default:  state_d = StIdle;
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      boot_o  <= '0;
      beat_q  <= '0;
    end else begin
      state_q <= state_d;
      if (m_axis_tvalid && m_axis_tready) beat_q <= beat_q + 1'b1;
      if (state_q == StSettle && !records_owed_i) boot_o <= req_i.value[15:0];
    end
  end

  always_ff @(posedge clk_i) begin
    result_q <= result_d;
    if (state_q == StIdle) value_q <= '0;
    else if (state_q == StRegister && is_read) value_q <= reg_rdata_i;
  end

  assign req_done_o = state_q == StAnswer && rsp_ready_i;

  assign reg_req_o   = state_q == StRegister;
  assign reg_write_o = !is_read;
  assign reg_addr_o  = req_i.address[7:0];
  assign reg_wdata_o = req_i.value;

  assign ctl_req_valid_o   = state_q == StRequest;
  assign ctl_rsp_ready_o   = state_q == StResult;
  assign ctl_req_o.session = {req_i.generation, req_i.slot};
  always_comb begin
    unique case (req_i.opcode)
      link_pkg::OpInstall: ctl_req_o.op = rec_pkg::CtlInstall;
      link_pkg::OpRemove:  ctl_req_o.op = rec_pkg::CtlRemove;
      link_pkg::OpQuery:   ctl_req_o.op = rec_pkg::CtlQuery;
      default:             ctl_req_o.op = rec_pkg::CtlWipeAll;
    endcase
  end

  assign m_axis_tvalid = state_q == StPayload && s_axis_tvalid;
  assign s_axis_tready = state_q == StPayload && m_axis_tready;
  assign m_axis_tdata  = s_axis_tdata;

  assign rsp_valid_o  = state_q == StAnswer;
  assign rsp_o.opcode = req_i.opcode;
  assign rsp_o.result = result_q;
  assign rsp_o.tag    = req_i.tag;
  assign rsp_o.ctype  = '0;
  assign rsp_o.flags  = '0;
  assign rsp_o.length = (is_query && result_q == rec_pkg::ResOk) ? 16'(link_pkg::QueryBytes) : '0;
  assign rsp_o.seq    = {16'd0, value_q};

  logic unused_req;
  assign unused_req = &{req_i.ctype, req_i.length};

endmodule
