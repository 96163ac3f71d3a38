// SPDX-License-Identifier: Apache-2.0
//
// The sequencer of the training: visits the lanes one per clock and decides for each what the
// present scan asks for, with one record per lane in a memory.
//
// A scan reads the instruments of lane n in one clock (`read_o`, `column_o`, `lane_o`), decides in
// the next and writes back codes, delays or marks. Scans of receive lanes go by the lane's own
// number; the verifying scan goes by the transmit lane number, the order after deskew.
// `busy_o` falls one clock after the last lane; counts are then valid until the next start.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_scan #(
  /// Active lanes.
  parameter  int unsigned Lanes      = 400,
  /// Spare lanes.
  parameter  int unsigned Spares     = 20,
  /// Words of deskew per lane.
  parameter  int unsigned DeskewWords = 16,
  localparam int unsigned Physical   = Lanes + Spares
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,

  input  wire logic                 start_i,
  input  wire logic [2:0]           kind_i,
  /// Sweep position, for the sweep scans: code, and distance to the next one.
  input  wire logic [5:0]           code_i,
  input  wire logic [6:0]           step_i,
  /// The first of the two threshold searches: for the level that a quarter of the bits exceed.
  input  wire logic                 upper_i,
  /// Decision level: a number of ones, or the error limit of a sweep.
  input  wire logic [23:0]          level_i,
  /// Last sweep scan of its kind: decide the centre.
  input  wire logic                 commit_i,
  /// Time of the first frame marker that any lane captured.
  input  wire logic [7:0]           first_time_i,
  output logic                      busy_o,

  output logic                      read_o,
  output logic      [6:0]           column_o,
  output logic      [3:0]           lane_o,
  input  wire logic [95:0]          serdes_i,
  input  wire logic                 los_i,
  input  wire logic                 missed_i,

  /// Lane codes to oio_phy_rx.
  output logic                      phy_write_o,
  output logic                      phy_write_phase_o,
  output logic                      phy_write_threshold_o,
  output logic                      phy_write_monitor_o,
  output logic      [6:0]           phy_column_o,
  output logic      [3:0]           phy_lane_o,
  output logic      [5:0]           phase_o,
  output logic      [4:0]           half_width_o,
  output logic      [7:0]           threshold_o,
  /// Delay and position to oio_aggregation_deskew, watch marks to the marker check.
  output logic                      place_o,
  output logic      [6:0]           place_column_o,
  output logic      [3:0]           place_lane_o,
  output logic      [3:0]           place_position_o,
  output logic      [4:0]           place_delay_o,
  output logic                      watch_o,
  output logic      [6:0]           watch_column_o,
  output logic      [3:0]           watch_lane_o,

  /// Lanes that passed this scan.
  output logic      [10:0]          good_o,
  /// Latest minus first marker time, in words.
  output logic      [7:0]           spread_o,
  output logic                      reversed_o,
  /// An identity outside its slice, or twice.
  output logic                      identity_error_o,
  /// Dead transmit lanes, by their own number; complete after the verifying scan.
  output logic      [Physical-1:0]  dead_o,
  output logic      [10:0]          dead_count_o,
  /// The first three good lanes: their training words are voted.
  output logic      [32:0]          voters_o
);

  // Scans, in the order in which the training uses them.
  localparam logic [2:0] ScanSignal    = 3'd0;  // lanes with light; starts the records
  localparam logic [2:0] ScanThreshold = 3'd1;  // one step of a search for a level by density of ones
  localparam logic [2:0] ScanPhase     = 3'd2;  // one code of the phase sweep
  localparam logic [2:0] ScanFine      = 3'd3;  // one code of the threshold sweep
  localparam logic [2:0] ScanAlign     = 3'd4;  // lanes that found their word boundary
  localparam logic [2:0] ScanArrival   = 3'd5;  // latest marker, orientation of the array
  localparam logic [2:0] ScanPlace     = 3'd6;  // delays and positions
  localparam logic [2:0] ScanVerify    = 3'd7;  // markers after deskew

  // Longest run of passing codes so far, the present run, and the run that began at code 0 (it may
  // continue the last one of a circular sweep).
  typedef struct packed {
    logic       bad;
    logic [7:0] threshold;
    logic [7:0] upper;
    logic [5:0] best_start;
    logic [6:0] best_length;
    logic [5:0] run_start;
    logic [6:0] run_length;
    logic [6:0] first_length;
  } record_t;

  // Bits of a record, which synthesis tools do not all count for a type.
  localparam int unsigned RecordW   = 50;
  localparam int unsigned AddrW     = $clog2(Physical);
  localparam int unsigned MinWindow = 3;

  logic [10:0] index_q, index_q2;
  logic        valid_q, valid_q2, last;
  logic [2:0]  kind_q;
  record_t     record, record_d, merged;

  assign last     = index_q == 11'(Physical - 1);
  assign read_o   = valid_q;
  assign column_o = index_q[10:4];
  assign lane_o   = index_q[3:0];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      index_q  <= '0;
      index_q2 <= '0;
      valid_q  <= 1'b0;
      valid_q2 <= 1'b0;
      kind_q   <= '0;
    end else begin
      valid_q2 <= valid_q;
      index_q2 <= index_q;
      if (start_i) begin
        index_q <= '0;
        valid_q <= 1'b1;
        kind_q  <= kind_i;
      end else if (valid_q) begin
        if (last) valid_q <= 1'b0;
        index_q <= index_q + 1'b1;
      end
    end
  end

  assign busy_o = valid_q || valid_q2;

  logic [RecordW-1:0] record_bits;

  oio_ram #(
    .Depth (Physical),
    .Width (RecordW)
  ) u_records (
    .clk_wr_i  (clk_i),
    .wr_en_i   (valid_q2 && kind_q != ScanVerify),
    .wr_addr_i (AddrW'(index_q2)),
    .wr_data_i (record_d),
    .clk_rd_i  (clk_i),
    .rd_en_i   (valid_q),
    .rd_addr_i (AddrW'(index_q)),
    .rd_data_o (record_bits)
  );

  assign record = record_bits;

  // Fields of the lane's instruments (oio_serdes_rx).
  logic        locked, captured, checking;
  logic [7:0]  marker_time;
  logic [23:0] identity, count;
  assign locked      = serdes_i[95];
  assign captured    = serdes_i[94];
  assign checking    = serdes_i[93];
  assign marker_time = serdes_i[87:80];
  assign identity    = serdes_i[79:56];
  assign count       = serdes_i[23:0];

  logic [10:0] number, mirrored, position, pin;
  logic        identity_good, same_slice, mirrored_slice, placeable, wrong_slice, twice;
  logic [7:0]  lateness, delay;
  logic [10:0] straight_q, mirror_q;

  ///////////////////
  // Sweep windows //
  ///////////////////

  logic pass;
  logic signed [8:0]  threshold_step, threshold_next, threshold_mid;
  logic signed [10:0] threshold_shift, threshold_sum;
  logic [7:0]         threshold_centre, centre_code;
  logic [14:0]        centre_twice;

  assign pass = checking && count <= level_i && !los_i && !record.bad;
  assign threshold_step = count > level_i ? 9'(step_i) : 9'd0 - 9'(step_i);
  assign threshold_next = (code_i == '0 ? 9'sd0 : 9'($signed(record.threshold))) + threshold_step;
  // Half way between the level that a quarter and the level that three quarters of the bits exceed:
  // the middle of the eye at any sampling phase, where the density of ones itself would be flat.
  assign threshold_mid  = (9'($signed(record.upper)) + threshold_next) >>> 1;

  always_comb begin
    // The run up to and including this code.
    merged = record;
    if (code_i == '0) begin
      merged.best_start   = '0;
      merged.best_length  = '0;
      merged.run_start    = '0;
      merged.run_length   = '0;
      merged.first_length = '0;
    end
    if (pass) begin
      if (merged.run_length == '0) merged.run_start = code_i;
      merged.run_length = merged.run_length + 1'b1;
      if (merged.run_start == '0) merged.first_length = merged.run_length;
    end else begin
      merged.run_length = '0;
    end
    // A circular sweep goes on at code 0.
    if (commit_i && kind_q == ScanPhase && merged.run_start != '0 && merged.run_length != '0) begin
      merged.run_length = merged.run_length + merged.first_length;
    end
    if (merged.run_length > merged.best_length) begin
      merged.best_start  = merged.run_start;
      merged.best_length = merged.run_length;
    end
    // Twice the centre, to keep the half step of an even length.
    centre_twice = 15'(merged.best_start) * 15'd2
                   + (15'(merged.best_length) - 15'd1) * 15'(step_i);
    centre_code  = 8'(centre_twice >> 1);
    // A code of the sweep is three of the threshold, from 93 below (oio_phy_train). Thresholds beyond
    // the last one were swept at the last one.
    threshold_shift  = (11'sd3 * $signed(11'(centre_twice)) - 11'sd186) >>> 1;
    threshold_sum    = 11'($signed(record.threshold)) + threshold_shift;
    threshold_centre = threshold_sum > 11'sd127 ? 8'h7F
                       : threshold_sum < -11'sd128 ? 8'h80 : threshold_sum[7:0];
  end

  always_comb begin
    record_d = record;
    case (kind_q)
      ScanSignal: begin
        record_d     = '0;
        record_d.bad = los_i;
      end
      ScanThreshold: begin
        record_d.threshold = threshold_next[7:0];
        if (commit_i && upper_i) begin
          record_d.upper     = threshold_next[7:0];
          record_d.threshold = '0;
        end else if (commit_i) begin
          record_d.threshold = threshold_mid[7:0];
        end
      end
      ScanPhase, ScanFine: begin
        record_d = merged;
        if (commit_i) begin
          // The phase sweep has shown an open eye: any threshold that passes is one in it.
          if (merged.best_length < (kind_q == ScanFine ? 7'd1 : 7'(MinWindow))) record_d.bad = 1'b1;
          if (kind_q == ScanFine && merged.best_length != '0) record_d.threshold = threshold_centre;
        end
      end
      ScanAlign:   if (!locked) record_d.bad = 1'b1;
      ScanArrival: if (!captured) record_d.bad = 1'b1;
      ScanPlace:   if (!placeable) record_d.bad = 1'b1;
      default: ;
    endcase
  end

  // Half of the window plus the first failing codes: where a probe sees errors.
  logic [9:0] half_width;
  assign half_width = 10'((10'(merged.best_length) * 10'(step_i)) >> 1) + 10'd2;

  always_comb begin
    phy_write_threshold_o = valid_q2 && (kind_q == ScanThreshold || (kind_q == ScanFine && commit_i));
    phy_write_phase_o     = valid_q2 && kind_q == ScanPhase && commit_i;
    phy_write_monitor_o   = watch_o;
    phy_write_o           = phy_write_threshold_o || phy_write_phase_o || phy_write_monitor_o;
    phy_column_o          = watch_o ? pin[10:4] : index_q2[10:4];
    phy_lane_o            = watch_o ? pin[3:0] : index_q2[3:0];
    phase_o               = centre_code[5:0];
    half_width_o          = half_width > 10'd28 ? 5'd28 : half_width[4:0];
    threshold_o           = record_d.threshold;
  end

  //////////////////////////
  // Identities and skew  //
  //////////////////////////

  assign number         = identity[22:12];
  assign identity_good  = identity == oio_pkg::golay_encode(identity[23:12]) && !identity[23]
                          && number < 11'(Physical);
  assign mirrored       = 11'(Physical - 1) - index_q2;
  assign same_slice     = number[10:4] == index_q2[10:4];
  assign mirrored_slice = number[10:4] == mirrored[10:4];
  assign position       = reversed_o ? mirrored : index_q2;
  assign lateness       = marker_time - first_time_i;
  assign delay          = spread_o - lateness;
  assign wrong_slice    = number[10:4] != position[10:4];
  assign twice          = !dead_o[AddrW'(number)];
  assign placeable      = captured && !record.bad && identity_good && !wrong_slice && !twice
                          && delay < 8'(DeskewWords);
  assign reversed_o     = mirror_q > straight_q;

  assign place_o          = valid_q2 && kind_q == ScanPlace && placeable;
  assign place_column_o   = position[10:4];
  assign place_lane_o     = position[3:0];
  assign place_position_o = number[3:0];
  assign place_delay_o    = delay[4:0];

  // After deskew a lane goes by its number; its light is monitored where it arrives.
  oio_ram #(
    .Depth (Physical),
    .Width (11)
  ) u_pins (
    .clk_wr_i  (clk_i),
    .wr_en_i   (place_o),
    .wr_addr_i (AddrW'(number)),
    .wr_data_i (index_q2),
    .clk_rd_i  (clk_i),
    .rd_en_i   (valid_q),
    .rd_addr_i (AddrW'(index_q)),
    .rd_data_o (pin)
  );

  logic verified;
  assign verified       = !dead_o[AddrW'(index_q2)] && !missed_i;
  // The spare map takes the first good lanes in order; the rest carries nothing that could be lost.
  assign watch_o        = valid_q2 && kind_q == ScanVerify && verified && good_o < 11'(Lanes);
  assign watch_column_o = index_q2[10:4];
  assign watch_lane_o   = index_q2[3:0];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      straight_q       <= '0;
      mirror_q         <= '0;
      spread_o         <= '0;
      identity_error_o <= 1'b0;
      dead_o           <= '1;
      dead_count_o     <= '0;
      good_o           <= '0;
      voters_o         <= '0;
    end else if (start_i) begin
      good_o <= '0;
      if (kind_i == ScanSignal) begin
        straight_q       <= '0;
        mirror_q         <= '0;
        identity_error_o <= 1'b0;
      end
      if (kind_i == ScanArrival) begin
        spread_o   <= '0;
        straight_q <= '0;
        mirror_q   <= '0;
      end
      if (kind_i == ScanPlace) dead_o <= '1;
      if (kind_i == ScanVerify) dead_count_o <= '0;
    end else if (valid_q2) begin
      if (kind_q == ScanVerify ? verified : kind_q == ScanPlace ? placeable : !record_d.bad) begin
        good_o <= good_o + 1'b1;
      end
      if (kind_q == ScanArrival && captured) begin
        if (lateness > spread_o) spread_o <= lateness;
        if (identity_good && same_slice) straight_q <= straight_q + 1'b1;
        if (identity_good && mirrored_slice) mirror_q <= mirror_q + 1'b1;
      end
      if (kind_q == ScanPlace && captured && !record.bad && identity_good) begin
        if (wrong_slice || twice) identity_error_o <= 1'b1;
        if (placeable) dead_o[AddrW'(number)] <= 1'b0;
      end
      if (watch_o && good_o < 11'd3) voters_o <= {voters_o[21:0], index_q2};
      if (kind_q == ScanVerify && !verified) begin
        dead_o[AddrW'(index_q2)] <= 1'b1;
        dead_count_o             <= dead_count_o + 1'b1;
      end
    end
  end

  // Read by the caller or not needed by any scan.
  logic unused_bits;
  assign unused_bits = ^{serdes_i[92:88], serdes_i[55:24], centre_code[7:6], threshold_next[8],
                         threshold_mid[8], half_width[9:5], delay[7:5]};

  `OIO_ASSERT(NoStartWhileBusy_A, start_i |-> !busy_o)

endmodule

`default_nettype wire
