// SPDX-License-Identifier: Apache-2.0
//
// What every stage shares: sizes of flit, chunk and column, link states and causes, marker words,
// and the small linear functions (Golay identity, scrambler, PRBS).
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
    LinkThreshold = 4'd2,   // decision threshold by density of ones, successive approximation
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
    EventRetrainRequest = 4'd9   // asked for by software
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

  /// One marker, bit 0 first in time.
  function automatic logic [63:0] marker(input logic [15:0] common_word,
                                         input logic [23:0] identity);
    marker = {~identity, identity, common_word};
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

  /// Eight bits of keystream from the low eight bits of the register.
  function automatic logic [7:0] scrambler_byte(input logic [7:0] state_low);
    logic [7:0] even;
    even = state_low ^ {state_low[5:0], 2'b00};
    even = even ^ {even[3:0], 4'b0000};
    scrambler_byte = {even[7] ^ even[0], even[6:0]};
  endfunction

  /// The register eight unit intervals later, `key` being scrambler_byte(state[7:0]).
  function automatic logic [22:0] scrambler_next(input logic [22:0] state, input logic [7:0] key);
    logic [31:0] wide;
    wide = {24'd0, key};
    scrambler_next = 23'(({9'd0, state} >> 8) ^ (wide << 15) ^ (wide << 13) ^ (wide << 10)
                         ^ (wide << 7) ^ (wide >> 1) ^ (wide >> 6));
  endfunction

  /// The register 4096 unit intervals later: the distance between the phases of two lanes.
  function automatic logic [22:0] scrambler_jump(input logic [22:0] state);
    scrambler_jump = {
      ^(state & 23'h0AD3FB), ^(state & 23'h4569FD), ^(state & 23'h286705), ^(state & 23'h543382),
      ^(state & 23'h2A19C1), ^(state & 23'h5FDF1B), ^(state & 23'h6FEF8D), ^(state & 23'h37F7C6),
      ^(state & 23'h512818), ^(state & 23'h28940C), ^(state & 23'h544A06), ^(state & 23'h2A2503),
      ^(state & 23'h151281), ^(state & 23'h4A8940), ^(state & 23'h6544A0), ^(state & 23'h72A250),
      ^(state & 23'h3382D3), ^(state & 23'h19C169), ^(state & 23'h0CE0B4), ^(state & 23'h06705A),
      ^(state & 23'h43382D), ^(state & 23'h2B4FED), ^(state & 23'h15A7F6)};
  endfunction

  /// Seed of lane 0; lane n starts n jumps later.
  localparam logic [22:0] ScramblerSeed = 23'h7FFFFF;

  /// The next eight bits of a PRBS after the 31 most recent ones, `history[30]` the latest.
  /// select 0: PRBS7, 1: PRBS15, 2 and 3: PRBS31.
  /* verilator lint_off UNUSEDSIGNAL */  // bits 15:11 lie between the taps of all three polynomials
  function automatic logic [7:0] prbs_byte(input logic [30:0] history, input logic [1:0] select);
  /* verilator lint_on UNUSEDSIGNAL */
    logic [1:0] wrapped;
    logic [5:0] first;
    case (select)
      2'd0: begin
        first     = history[29:24] ^ history[30:25];
        wrapped   = {first[0] ^ first[1], history[30] ^ first[0]};
        prbs_byte = {wrapped, first};
      end
      2'd1:    prbs_byte = history[23:16] ^ history[24:17];
      default: prbs_byte = history[7:0] ^ history[10:3];
    endcase
  endfunction

  /// A PRBS history that cannot occur: the checker would predict zeros for ever.
  function automatic logic prbs_stuck(input logic [30:0] history, input logic [1:0] select);
    case (select)
      2'd0:    prbs_stuck = history[30:24] == '0;
      2'd1:    prbs_stuck = history[30:16] == '0;
      default: prbs_stuck = history == '0;
    endcase
  endfunction

endpackage

`default_nettype wire
