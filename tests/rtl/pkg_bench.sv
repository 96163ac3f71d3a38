// SPDX-License-Identifier: Apache-2.0
//
// The functions and constants of oio_pkg as ports, for their test.

`default_nettype none

module pkg_bench (
  input  wire logic [11:0] number_i,
  output logic [23:0]      golay_o,
  input  wire logic [15:0] crc_i,
  input  wire logic [7:0]  byte_i,
  output logic [15:0]      crc_o,
  output logic [22:0]      seed_o,
  output logic [15:0]      align_word_o,
  output logic [15:0]      train_word_o,
  output logic [15:0]      active_word_o
);

  assign golay_o       = oio_pkg::golay_encode(number_i);
  assign crc_o         = oio_pkg::crc16_byte(crc_i, byte_i);
  assign seed_o        = oio_pkg::ScramblerSeed;
  assign align_word_o  = oio_pkg::CwAlign;
  assign train_word_o  = oio_pkg::CwTrain;
  assign active_word_o = oio_pkg::CwActive;

endmodule

`default_nettype wire
