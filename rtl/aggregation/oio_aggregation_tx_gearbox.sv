// SPDX-License-Identifier: Apache-2.0
//
// Flits to rows: collects flits in a ring of chunks and hands out one word of every active lane.
//
// A flit is taken only when the next row needs it, so that no flit waits behind idle ones that were
// fetched early; one flit and one row may move in the same core clock. A flit taken in clock n can
// leave in a row in clock n+1. The stream restarts at chunk 0 whenever `enable_i` rises.
//
// Array level: unpacked ports and a ring that every column reads at its own offset, because a flat
// vector of thousands of bits would simulate an order of magnitude slower (architecture.md, 5).

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_tx_gearbox #(
  /// Active lanes.
  parameter  int unsigned Lanes   = 400,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi  = 8,
  localparam int unsigned Columns = Lanes / 16
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic                 enable_i,

  input  wire logic                 flit_valid_i,
  output logic                      flit_ready_o,
  input  wire logic [2047:0]        flit_i,
  input  wire logic                 flit_is_data_i,
  input  wire logic [11:0]          flit_seq_i,

  output logic                      row_valid_o,
  input  wire logic                 row_ready_i,
  output logic [16*WordUi-1:0]      row_o [Columns],
  /// The last data flit that ends in this row, for observation.
  output logic                      row_ends_data_o,
  output logic      [11:0]          row_seq_o
);

  localparam int unsigned RowsPerWord = WordUi / 8;
  localparam int unsigned RowChunks   = Columns * RowsPerWord;
  // Room for the chunks of a row, a part flit before it and the flit that completes it.
  localparam int unsigned RingFlits   = 1 << $clog2((RowChunks + 15) / 16 + 2);
  localparam int unsigned RingChunks  = RingFlits * 16;
  localparam int unsigned PtrW        = $clog2(RingChunks);
  localparam int unsigned CountW      = $clog2(RingChunks + 1);

  logic [127:0]      ring_q [16][RingFlits];  // by chunk of a flit, then flit
  logic [PtrW-1:0]   read_q;
  logic [PtrW-5:0]   write_q;
  logic [CountW-1:0] count_q, left;
  logic              take, give;

  assign row_valid_o  = enable_i && count_q >= CountW'(RowChunks);
  assign give         = row_valid_o && row_ready_i;
  assign left         = give ? count_q - CountW'(RowChunks) : count_q;
  assign flit_ready_o = enable_i && left < CountW'(RowChunks);
  assign take         = flit_ready_o && flit_valid_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q  <= '0;
      count_q <= '0;
    end else if (!enable_i) begin
      write_q <= '0;
      read_q  <= '0;
      count_q <= '0;
    end else begin
      if (take) write_q <= write_q + 1'b1;
      if (give) read_q <= read_q + PtrW'(RowChunks);
      count_q <= left + (take ? CountW'(16) : '0);
    end
  end

  for (genvar j = 0; j < 16; j++) begin : gen_ring
    always_ff @(posedge clk_i) begin
      if (take) ring_q[j][write_q] <= flit_i[j*128 +: 128];
    end
  end

  // Lane i of column c carries byte i of its chunks, the earlier row first.
  for (genvar c = 0; c < Columns; c++) begin : gen_column
    for (genvar r = 0; r < RowsPerWord; r++) begin : gen_row
      logic [PtrW-1:0] at;
      logic [127:0]    chunk;
      assign at    = read_q + PtrW'(r * Columns + c);
      assign chunk = ring_q[at[3:0]][at[PtrW-1:4]];
      if (RowsPerWord == 1) begin : gen_one
        assign row_o[c] = chunk;
      end else begin : gen_many
        for (genvar i = 0; i < 16; i++) begin : gen_lane
          assign row_o[c][i*WordUi + r*8 +: 8] = chunk[i*8 +: 8];
        end
      end
    end
  end

  // Observation: how many chunks from now the newest data flit ends. The one before it, where it is
  // still here when the next is taken, ends in the next row: otherwise no flit would be taken.
  logic              tag_valid_q, before_valid_q, tag_ends;
  logic [11:0]       tag_seq_q, before_seq_q;
  logic [CountW-1:0] tag_end_q;

  assign tag_ends        = tag_valid_q && tag_end_q <= CountW'(RowChunks);
  assign row_ends_data_o = tag_ends || before_valid_q;
  assign row_seq_o       = tag_ends ? tag_seq_q : before_seq_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      tag_valid_q    <= 1'b0;
      tag_seq_q      <= '0;
      tag_end_q      <= '0;
      before_valid_q <= 1'b0;
      before_seq_q   <= '0;
    end else if (!enable_i) begin
      tag_valid_q    <= 1'b0;
      before_valid_q <= 1'b0;
    end else begin
      if (give) before_valid_q <= 1'b0;
      if (take && flit_is_data_i) begin
        tag_valid_q <= 1'b1;
        tag_seq_q   <= flit_seq_i;
        tag_end_q   <= left + CountW'(16);
        if (tag_valid_q && !(give && tag_ends)) begin
          before_valid_q <= 1'b1;
          before_seq_q   <= tag_seq_q;
        end
      end else if (give) begin
        tag_valid_q <= tag_valid_q && !tag_ends;
        tag_end_q   <= tag_end_q - CountW'(RowChunks);
      end
    end
  end

  `OIO_CHECK(RingHolds_A, count_q <= CountW'(RingChunks - 16) || !take)

endmodule

`default_nettype wire
