// SPDX-License-Identifier: Apache-2.0
//
// The machine that runs the small device's program. An instruction works on numbers of 1 to 16 bytes, as
// they stand on the wire (most significant byte first), in its memory, or moves bytes between memory and
// ports. A byte takes 2 cycles, of a sum or comparison in memory 3; an instruction 2 more.
//
// Ports say when they are ready, and stay so; a byte is moved when both ends are.

module small_machine #(
  parameter int unsigned BufferW = 14,
  parameter logic [191:0] Constants = '0  // registers 0x00 to 0x17, first byte first
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  output logic [small_pkg::PcW-1:0]     rom_addr_o,
  input  logic [31:0]                   rom_i,  // a cycle later

  // Receive buffer.
  input  logic [BufferW-1:0]            entries_i,   // where the next entry will begin
  output logic [BufferW-1:0]            first_o,     // of the entry that is served
  output logic                          buffer_re_o,
  output logic                          buffer_we_o,
  output logic [BufferW-1:0]            buffer_addr_o,
  input  logic [7:0]                    buffer_i,    // a cycle later

  // Results of the lane: byte `result_index_o` of the text or the tag, a cycle later.
  output logic [3:0]                    result_index_o,
  output logic                          result_tag_o,
  output logic                          result_take_o,
  input  logic                          text_valid_i,
  input  logic                          tag_valid_i,
  input  logic [7:0]                    result_i,

  // Ports that bytes go to.
  input  logic                          tx_ready_i,
  input  logic                          block_ready_i,
  output logic                          put_o,
  output small_pkg::to_port_e           port_o,
  output logic [7:0]                    data_o,

  output logic [small_pkg::SlotW-1:0]   slot_o,
  output logic [small_pkg::LenW-1:0]    length_o,
  input  small_pkg::command_t           command_i      // what was put to that port, a cycle later
);

  import small_pkg::*;

  typedef enum logic [2:0] {StFetch, StDecode, StRead, StOther, StExecute} state_e;

  state_e               state_q, state_d;
  logic [PcW-1:0]       pc_q, return_q, return2_q;
  instr_t               instr;
  logic [3:0]           left_q;     // bytes still to come, 0: 16
  logic [7:0]           at_q;       // of the byte in its number
  logic [7:0]           index_q;
  logic [LenW-1:0]      length_q;
  logic [SlotW-1:0]     slot_q;
  logic                 carry_q, zero_q, first_q;
  logic [BufferW-1:0]   read_q, write_q;

  logic sums, from_memory, two, last_q, ends;

  assign instr       = instr_t'(rom_i[29:0]);
  assign rom_addr_o  = pc_q;
  assign sums        = instr.op != OpMove;
  assign from_memory = instr.from == FromMemory;
  assign two         = sums && from_memory;
  assign ends        = state_q == StExecute && last_q;

  // --- ports ---

  to_port_e   port;
  from_port_e from_port;
  logic       from_ready, to_ready, reads_buffer_q, reads_result_q;

  assign port      = to_port_e'(instr.a[3:0]);
  assign from_port = from_port_e'(instr.b[1:0]);

  always_comb begin
    from_ready = 1'b1;
    if (reads_result_q && at_q[3:0] == '0) begin
      from_ready = result_tag_o ? tag_valid_i : text_valid_i;
    end
    to_ready = 1'b1;
    if (instr.to_port) begin
      if (port == ToTx)    to_ready = tx_ready_i;
      if (port == ToBlock) to_ready = block_ready_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_q == StDecode) begin
      reads_buffer_q <= instr.from == FromPort && from_port == PortBuffer;
      reads_result_q <= instr.from == FromPort && (from_port == PortText || from_port == PortTag);
    end
  end

  assign buffer_addr_o  = buffer_re_o ? read_q : write_q;
  assign result_index_o = at_q[3:0];
  assign result_tag_o   = from_port == PortTag;
  assign result_take_o  = state_q == StExecute && reads_result_q;
  assign slot_o         = slot_q;
  assign length_o       = length_q;

  // --- memory ---

  logic        at_b_q;  // the other operand is read
  logic [8:0]  base;
  logic [7:0]  offset, memory, other_q;
  logic [10:0] addr, waddr_q;
  logic        memory_we_q;

  assign base   = at_b_q ? instr.b : instr.a;
  assign offset = base[7:0] + at_q;

  always_comb begin
    unique case (base[8:7])
      2'b10:   addr = {slot_q[3], !slot_q[3], slot_q[2:0], offset[5:0]};
      2'b11:   addr = {3'b001, slot_q, offset[3:0]};
      default: addr = {3'b000, offset};
    endcase
  end

  ram_sync #(
    .Width(8),
    .Depth(MemoryBytes)
  ) u_memory (
    .clk_i  (clk_i),
    .we_i   (memory_we_q),
    .waddr_i(waddr_q),
    .wdata_i(data_o),
    .raddr_i(addr),
    .rdata_o(memory)
  );

  // --- sums ---

  logic       subtracts, carry_in, summed_q, summed_first_q;
  logic [7:0] operand, imm, constant, data;
  logic [8:0] sum;

  assign subtracts = instr.op == OpSub || instr.op == OpCompare;
  assign imm       = (sums ? first_q : last_q) ? instr.b[7:0] : '0;
  assign operand   = from_memory ? other_q : imm;
  assign carry_in  = first_q ? subtracts : carry_q;
  assign sum       = {1'b0, memory} + {1'b0, operand ^ {8{subtracts}}} + 9'(carry_in);
  assign constant  = Constants[{5'd23 - {instr.b[2], at_q[3:0]}, 3'd0} +: 8];

  always_comb begin
    unique case (instr.op)
      OpMove: begin
        unique case (instr.from)
          FromMemory: data = memory;
          FromImm:    data = imm;
          default: begin
            unique case (from_port)
              PortBuffer: data = buffer_i;
              PortConst:  data = constant;
              default:    data = result_i;
            endcase
          end
        endcase
      end
      OpAnd, OpTest: data = memory & operand;
      OpOr:          data = memory | operand;
      default:       data = sum[7:0];
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (state_q == StOther) other_q <= memory;
    if (state_q == StExecute && sums) carry_q <= sum[8];
    if (summed_q) zero_q <= data_o == '0 && (summed_first_q || zero_q);
  end

  // What comes out is written in the next cycle, in which the next byte may be read. Who waits for a port
  // leaves the buffer free every second cycle.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      {memory_we_q, put_o, summed_q, buffer_we_o, buffer_re_o} <= '0;
    end else begin
      memory_we_q <= state_q == StExecute && !instr.to_port && instr.op != OpCompare && instr.op != OpTest;
      put_o       <= state_q == StExecute && instr.to_port;
      summed_q    <= state_q == StExecute && sums;
      buffer_we_o <= state_q == StExecute && instr.to_port && port == ToBuffer;
      buffer_re_o <= state_d == StRead && !buffer_re_o && instr.from == FromPort && from_port == PortBuffer;
    end
  end

  always_ff @(posedge clk_i) begin
    data_o         <= data;
    waddr_q        <= addr;
    port_o         <= port;
    summed_first_q <= first_q;
    at_b_q         <= state_d == StRead && from_memory;
    if (state_q == StRead) last_q <= instr.stream ? length_q == LenW'(1) : left_q == 4'd1;
  end

  // --- sequence ---

  logic jumps;

  always_comb begin
    unique case (cond_e'(instr.a[2:0]))
      IfZero:    jumps = zero_q;
      IfNotZero: jumps = !zero_q;
      IfCarry:   jumps = carry_q;
      IfNoCarry: jumps = !carry_q;
      IfEmpty:   jumps = first_o == entries_i;
      default:   jumps = 1'b1;
    endcase
  end

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      StFetch:   state_d = StDecode;
      StDecode:  state_d = (instr.op == OpJump || (instr.stream && length_q == '0)) ? StFetch : StRead;
      StRead:    if (from_ready && to_ready && (buffer_re_o || !reads_buffer_q)) state_d = two ? StOther : StExecute;
      StOther:   state_d = StExecute;
      StExecute: state_d = last_q ? StFetch : StRead;
      default:   state_d = StFetch;
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StFetch;
      pc_q    <= '0;
    end else begin
      state_q <= state_d;
      if (state_q == StDecode && instr.op == OpJump) begin
        if (cond_e'(instr.a[2:0]) == Return) pc_q <= return_q;
        else pc_q <= jumps ? instr.b : pc_q + 1'b1;
      end else if (ends || (state_q == StDecode && state_d == StFetch)) begin
        pc_q <= pc_q + 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_q == StDecode && instr.op == OpJump) begin
      if (cond_e'(instr.a[2:0]) == Call)   {return2_q, return_q} <= {return_q, pc_q + 1'b1};
      if (cond_e'(instr.a[2:0]) == Return) return_q <= return2_q;
    end
    if (state_q == StDecode) begin
      left_q  <= instr.count;
      at_q    <= (instr.indexed ? index_q : '0) + (sums ? {4'd0, instr.count - 4'd1} : '0);
      first_q <= 1'b1;
    end else if (state_q == StExecute) begin
      left_q  <= left_q - 1'b1;
      at_q    <= sums ? at_q - 1'b1 : at_q + 1'b1;
      first_q <= 1'b0;
    end
  end

  // --- registers ---

  always_ff @(posedge clk_i) begin
    if (put_o && port_o == ToIndex) index_q <= data_o;
    if (put_o && port_o == ToSlot)  slot_q <= data_o[SlotW-1:0];
    if (put_o && port_o == ToLength)               length_q <= {length_q[LenW-9:0], data_o};
    else if (state_q == StExecute && instr.stream) length_q <= length_q - 1'b1;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      first_o <= '0;
      read_q  <= '0;
      write_q <= '0;
    end else begin
      if (command_i.free) first_o <= write_q;
      if (command_i.read_first) read_q <= first_o;
      else if (state_q == StExecute && reads_buffer_q) read_q <= read_q + 1'b1;
      if (command_i.write_first)        write_q <= first_o;
      else if (command_i.write_at_read) write_q <= read_q;
      else if (buffer_we_o)             write_q <= write_q + 1'b1;
    end
  end

  logic unused_bits;
  assign unused_bits = &{rom_i[31:30], command_i};

endmodule
