// SPDX-License-Identifier: Apache-2.0
//
// What every stage shares: sizes of flit, chunk and column, link states and causes, marker words,
// and the constants and small functions of identity, message check and scrambler.
//
// A row is one byte of every active lane; a column is 16 lanes; a chunk is the 16 bytes of one
// column in one row; a flit is 16 chunks. Bit 0 of a word is first in time.

`default_nettype none

package oio_pkg;

  localparam int unsigned FlitBits    = 2048;
  localparam int unsigned ChunkBits   = 128;
  localparam int unsigned FlitChunks  = 16;
  localparam int unsigned ColumnLanes = 16;
  /// Unit intervals of a marker on one lane: common word, identity, complement of the identity.
  localparam int unsigned MarkerUi    = 64;
  /// Words of alternating bits after a marker; phase tracking samples one of them off centre.
  localparam int unsigned PadWords    = 2;
  /// Bytes of one training message; 4096 rows hold sixteen.
  localparam int unsigned MessageBytes = 256;

  /// Where the link is. The values are read by software and by the die: do not renumber.
  typedef enum logic [3:0] {
    LinkReset     = 4'd0,   // emitters dark so that the far side sees it, lane state cleared
    LinkDetect    = 4'd1,   // waits for light
    LinkThreshold = 4'd2,   // decision level by density of ones, successive approximation
    LinkPhase     = 4'd3,   // sampling phase swept on PRBS
    LinkFine      = 4'd4,   // threshold swept on PRBS at the centre phase
    LinkAlign     = 4'd5,   // word alignment by bit slip on back-to-back markers
    LinkDeskew    = 4'd6,   // lane identities and arrival times from frame markers
    LinkExchange  = 4'd7,   // lane maps exchanged over the light
    LinkActive    = 4'd8,   // payload
    LinkRetrain   = 4'd9,   // as LinkReset, with the retry's state kept
    LinkBert      = 4'd10,  // bit error test on PRBS
    LinkFailed    = 4'd15   // gave up; the cause is in link_fail
  } link_state_e;

  typedef enum logic [3:0] {
    FailNone         = 4'd0,
    FailNoSignal     = 4'd1,  // no lane shows light
    FailTooFewLanes  = 4'd2,  // more dead lanes than spares
    FailLaneIdentity = 4'd3,  // an identity outside its slice, or two lanes with the same one
    FailAlign        = 4'd4,  // no lane found its word boundary or no frame marker was seen
    FailPeer         = 4'd5   // the far side did not answer in the exchange
  } link_fail_e;

  typedef enum logic [3:0] {
    EventNone           = 4'd0,
    EventLinkUp         = 4'd1,
    EventRetrainLos     = 4'd2,  // loss of signal on a lane in use
    EventRetrainMarker  = 4'd3,  // markers missing on a lane in use
    EventRetrainDrift   = 4'd4,  // a marker one unit interval early or late
    EventRetrainPeer    = 4'd5,  // every lane went dark: the far side retrains
    EventPeerReset      = 4'd6,  // the far side came out of reset, this side did not
    EventLocalReset     = 4'd7,  // this side came out of reset, the far side did not
    EventLinkFailed     = 4'd8,
    EventRetrainRequest = 4'd9,  // asked for by software
    EventRetrainReplay  = 4'd10  // replays do not get through
  } link_event_e;

  /// What the transmitter puts on the lanes.
  typedef enum logic [2:0] {
    TxDark   = 3'd0,
    TxPrbs   = 3'd1,
    TxAlign  = 3'd2,  // markers back to back
    TxTrain  = 3'd3,  // frames with training messages, the same on all lanes
    TxActive = 3'd4   // frames with scrambled rows
  } tx_mode_e;

  // Common words of the three marker kinds. No cyclic shift and no inverse of any marker with an
  // identity of 0..1087 comes closer than 4 bits to a valid marker, and the three words differ in
  // at least 8 bits from each other and from each other's inverse (exhaustive check in the tests).
  localparam logic [15:0] CwAlign  = 16'hF9A8;
  localparam logic [15:0] CwTrain  = 16'hE54D;
  localparam logic [15:0] CwActive = 16'hFE06;

  /// Extended Golay [24,12,8] code word of a lane number: number in the upper half, distance 8.
  function automatic logic [23:0] golay_encode(input logic [11:0] number);
    golay_encode = {number,
      ^(number & 12'hA4F), ^(number & 12'hF68), ^(number & 12'h7B4), ^(number & 12'h3DA),
      ^(number & 12'h1ED), ^(number & 12'hAB9), ^(number & 12'hF13), ^(number & 12'hDC6),
      ^(number & 12'h6E3), ^(number & 12'h93E), ^(number & 12'h49F), ^(number & 12'hC75)};
  endfunction

  /// CRC-16 of training messages (x^16+x^15+x^2+1, one byte, bit 0 first), register shifted left.
  function automatic logic [15:0] crc16_byte(input logic [15:0] crc, input logic [7:0] data);
    logic feedback;
    crc16_byte = crc;
    for (int b = 0; b < 8; b++) begin
      feedback   = crc16_byte[15] ^ data[b];
      crc16_byte = {crc16_byte[14:0], 1'b0} ^ (feedback ? 16'h8005 : 16'h0000);
    end
  endfunction

  // The additive scrambler x^23+x^21+x^16+x^8+x^5+x^2+1 as a Galois register, kept with its bits in
  // reverse order (bit 22-i of the text book's register at i), so that keystream and data share
  // the order "bit 0 first".

  /// The register 4096 unit intervals later, the distance between the phases of two lanes: bit n is
  /// the parity of the register under mask n, mask 0 in the lowest 23 bits.
  localparam logic [23*23-1:0] ScramblerJump = {
    23'h0AD3FB, 23'h4569FD, 23'h286705, 23'h543382, 23'h2A19C1,
    23'h5FDF1B, 23'h6FEF8D, 23'h37F7C6, 23'h512818, 23'h28940C,
    23'h544A06, 23'h2A2503, 23'h151281, 23'h4A8940, 23'h6544A0,
    23'h72A250, 23'h3382D3, 23'h19C169, 23'h0CE0B4, 23'h06705A,
    23'h43382D, 23'h2B4FED, 23'h15A7F6};

  /// Seed of lane 0; lane n starts n jumps later.
  localparam logic [22:0] ScramblerSeed = 23'h7FFFFF;

endpackage

`default_nettype wire
