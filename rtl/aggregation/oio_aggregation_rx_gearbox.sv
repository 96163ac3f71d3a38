// SPDX-License-Identifier: Apache-2.0
//
// Rows to flits: the inverse of oio_aggregation_tx_gearbox, in the core clock.
//
// The first row after a marker (`row_first_i`) starts with chunk 0 of a flit; what was left of an
// interrupted flit is dropped there. A row taken in clock n gives its first flit in clock n+1, then
// one flit per clock.
//
// Array level, for the reason given in oio_aggregation_tx_gearbox.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_rx_gearbox #(
  /// Active lanes.
  parameter  int unsigned Lanes   = 400,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi  = 8,
  localparam int unsigned Columns = Lanes / 16
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,

  input  wire logic                 row_valid_i,
  output logic                      row_ready_o,
  input  wire logic                 row_first_i,
  input  wire logic [16*WordUi-1:0] row_i [Columns],

  output logic                      flit_valid_o,
  output logic      [2047:0]        flit_o
);

  localparam int unsigned RowsPerWord = WordUi / 8;
  localparam int unsigned RowChunks   = Columns * RowsPerWord;
  localparam int unsigned RingChunks  = 1 << $clog2(RowChunks + 32);
  localparam int unsigned PtrW        = $clog2(RingChunks);
  localparam int unsigned CountW      = $clog2(RingChunks + 1);
  localparam int unsigned IndexW      = RowChunks > 1 ? $clog2(RowChunks) : 1;

  logic [127:0]      chunk [0:RowChunks-1];
  logic [PtrW-1:0]   write_q, write_at, read_q;
  logic [CountW-1:0] count_q;
  logic              take, give;

  for (genvar c = 0; c < Columns; c++) begin : gen_column
    for (genvar r = 0; r < RowsPerWord; r++) begin : gen_row
      if (RowsPerWord == 1) begin : gen_one
        assign chunk[c] = row_i[c];
      end else begin : gen_many
        logic [127:0] gathered;
        for (genvar i = 0; i < 16; i++) begin : gen_lane
          assign gathered[i*8 +: 8] = row_i[c][i*WordUi + r*8 +: 8];
        end
        assign chunk[r*Columns + c] = gathered;
      end
    end
  end

  // The first row of a frame waits until the last flits of the frame before have left.
  assign row_ready_o  = row_first_i ? count_q < CountW'(16)
                                    : count_q <= CountW'(RingChunks - RowChunks);
  assign take         = row_valid_i && row_ready_o;
  assign flit_valid_o = count_q >= CountW'(16);
  assign give         = flit_valid_o;
  assign write_at     = row_first_i ? '0 : write_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q  <= '0;
      count_q <= '0;
    end else if (take && row_first_i) begin
      write_q <= PtrW'(RowChunks);
      read_q  <= '0;
      count_q <= CountW'(RowChunks);
    end else begin
      if (take) write_q <= write_q + PtrW'(RowChunks);
      if (give) read_q <= read_q + PtrW'(16);
      count_q <= count_q + (take ? CountW'(RowChunks) : '0) - (give ? CountW'(16) : '0);
    end
  end

  for (genvar k = 0; k < RingChunks; k++) begin : gen_ring
    logic [PtrW-1:0] offset;
    logic [127:0]    chunk_q;
    assign offset = PtrW'(k) - write_at;
    always_ff @(posedge clk_i) begin
      if (take && 32'(offset) < RowChunks) chunk_q <= chunk[IndexW'(offset)];
    end
  end

  for (genvar j = 0; j < 16; j++) begin : gen_flit
    logic [RingChunks*8-1:0] same_place;  // chunk j of every flit of the ring
    for (genvar f = 0; f < RingChunks / 16; f++) begin : gen_place
      assign same_place[f*128 +: 128] = gen_ring[f*16 + j].chunk_q;
    end
    assign flit_o[j*128 +: 128] = same_place[read_q[PtrW-1:4]*128 +: 128];
  end

  `OIO_CHECK(FlitAligned_A, read_q[3:0] == '0)
  `OIO_CHECK(CountFits_A, count_q <= CountW'(RingChunks))

endmodule

`default_nettype wire
