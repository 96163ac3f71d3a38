// SPDX-License-Identifier: Apache-2.0
//
// Ingress from the die: checks each flit, buffers it, returns credits.
//
// Both CRCs of a flit are checked in the clock after it arrives. A flit with a bad CRC or an
// unknown protocol id is discarded and counted; one with protocol id 00 (NOP) is discarded
// silently. A good flit is on `out_flit_o` two clocks after `die_valid_i` when the buffer was
// empty: it goes straight to the head register and passes the memory only behind other flits.
// Credits cover every flit between arrival and `out_ready_i`, so the memory cannot overflow.

`include "oio_assert.svh"

`default_nettype none

module oio_ucie_tx #(
  /// Flits buffered and credits advertised, 2 to 64.
  parameter int unsigned IngressDepth = 64
) (
  input  wire logic          clk_i,
  input  wire logic          rst_ni,

  // From the die: valid only, paced by credits.
  input  wire logic          die_valid_i,
  input  wire logic [2047:0] die_flit_i,
  output logic [6:0]         die_credit_o,

  // To the retry. `out_flit_o` still has the header of the die hop.
  output logic               out_valid_o,
  input  wire logic          out_ready_i,
  output logic [2047:0]      out_flit_o,

  /// Flits in the buffer now.
  output logic [6:0]         level_o,
  /// Flits discarded for a bad CRC or an unknown protocol id.
  output logic [31:0]        die_crc_errors_o
);

  localparam int unsigned AddrW = $clog2(IngressDepth);
  localparam logic [AddrW-1:0] LastAddr = AddrW'(IngressDepth - 1);

  /////////////
  // Arrival //
  /////////////

  logic          in_valid_q;
  logic [2047:0] in_flit_q;
  logic [15:0]   crc_low;
  logic [15:0]   crc_high;
  logic          intact;
  logic          is_nop;
  logic          push;
  logic          bad;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      in_valid_q <= 1'b0;
    end else begin
      in_valid_q <= die_valid_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (die_valid_i) in_flit_q <= die_flit_i;
  end

  oio_crc16 u_crc_low (
    .en_i   (in_valid_q),
    .data_i (in_flit_q[1007:0]),
    .crc_o  (crc_low)
  );

  oio_crc16 u_crc_high (
    .en_i   (in_valid_q),
    .data_i (in_flit_q[2031:1024]),
    .crc_o  (crc_high)
  );

  assign intact = crc_low == in_flit_q[1023:1008] && crc_high == in_flit_q[2047:2032];
  assign is_nop = in_flit_q[7:6] == 2'b00;
  assign push   = in_valid_q && intact && in_flit_q[7:6] == 2'b01;
  assign bad    = in_valid_q && !push && !(intact && is_nop);

  ////////////
  // Buffer //
  ////////////

  // Order of age: head register, output register of the memory, unread words of the memory, input.
  logic             head_valid_q;
  logic [2047:0]    head_q;
  logic             ram_valid_q;
  logic [2047:0]    ram_flit;
  logic [6:0]       unread_q;
  logic [AddrW-1:0] wr_addr_q;
  logic [AddrW-1:0] rd_addr_q;
  logic             take;
  logic             head_free;
  logic             head_from_ram;
  logic             head_from_input;
  logic             ram_write;
  logic             ram_read;

  assign take            = head_valid_q && out_ready_i;
  assign head_free       = !head_valid_q || out_ready_i;
  assign head_from_ram   = head_free && ram_valid_q;
  assign head_from_input = head_free && push && !ram_valid_q && unread_q == '0;
  assign ram_write       = push && !head_from_input;
  assign ram_read        = unread_q != '0 && (!ram_valid_q || head_from_ram);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      head_valid_q <= 1'b0;
      ram_valid_q  <= 1'b0;
      unread_q     <= '0;
      wr_addr_q    <= '0;
      rd_addr_q    <= '0;
    end else begin
      head_valid_q <= head_from_ram || head_from_input || (head_valid_q && !take);
      ram_valid_q  <= ram_read || (ram_valid_q && !head_from_ram);
      unread_q     <= unread_q + 7'(ram_write) - 7'(ram_read);
      if (ram_write) wr_addr_q <= (wr_addr_q == LastAddr) ? '0 : wr_addr_q + AddrW'(1);
      if (ram_read)  rd_addr_q <= (rd_addr_q == LastAddr) ? '0 : rd_addr_q + AddrW'(1);
    end
  end

  always_ff @(posedge clk_i) begin
    if (head_from_ram) begin
      head_q <= ram_flit;
    end else if (head_from_input) begin
      head_q <= in_flit_q;
    end
  end

  oio_ram #(.Depth(IngressDepth), .Width(2048)) u_ram (
    .clk_wr_i  (clk_i),
    .wr_en_i   (ram_write),
    .wr_addr_i (wr_addr_q),
    .wr_data_i (in_flit_q),
    .clk_rd_i  (clk_i),
    .rd_en_i   (ram_read),
    .rd_addr_i (rd_addr_q),
    .rd_data_o (ram_flit)
  );

  assign out_valid_o = head_valid_q;
  assign out_flit_o  = head_q;
  assign level_o     = unread_q + 7'(ram_valid_q) + 7'(head_valid_q);

  logic [6:0] credits_held;

  oio_ucie_credit #(.Credits(IngressDepth)) u_credit (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .used_i      (die_valid_i),
    .freed_i     (take),
    .discarded_i (in_valid_q && !push),
    .credit_o    (die_credit_o),
    .held_o      (credits_held)
  );

  oio_sat_counter u_die_crc_errors (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .clear_i (1'b0),
    .step_i  (bad),
    .count_o (die_crc_errors_o)
  );

  // Every credit is with the die, in the buffer or on its way between them.
  `OIO_CHECK(CreditsConserved_A, credits_held + level_o <= 7'(IngressDepth))
  `OIO_CHECK(NoOverflow_A, !(ram_write && unread_q == 7'(IngressDepth)))
  `OIO_CHECK(InputOnlyIntoSpace_A, !(head_from_ram && head_from_input))

endmodule

`default_nettype wire
