// SPDX-License-Identifier: Apache-2.0
//
// Receiver codes and phase tracking of one column.
//
// `words_i` and `los_i` are the pins, registered by the array around. A lane's phase and threshold
// are its base code plus an offset common to all lanes, which is how the training sweeps every lane
// at once; codes move only while `update_i` is high or a probe runs.
//
// Phase tracking: in the pad after each marker a lane samples one word `half_width` off centre,
// alternately early and late, and counts wrong bits of the alternating pattern. The difference of
// the two sides at the trained centre is the reference (the pattern's own eye is not centred where
// random data's is); when a later difference departs from it, the base phase moves one code away
// from the side that has come nearer to its edge. This needs no edge sampler.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_rx #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter int unsigned WordUi      = 8,
  /// Words from a phase code to the word sampled with it at the pins: 1, or 2 behind a deserialiser.
  parameter int unsigned SampleWords = 1,
  /// Difference of error counts that moves the phase.
  parameter int unsigned TrackMargin = 8
) (
  input  wire logic                  clk_i,
  input  wire logic                  rst_ni,

  input  wire logic [16*WordUi-1:0]  words_i,
  input  wire logic [15:0]           los_i,
  output logic      [16*6-1:0]       phase_o,
  output logic      [16*8-1:0]       threshold_o,

  /// Base codes of all lanes to zero.
  input  wire logic                  clear_i,
  input  wire logic                  update_i,
  input  wire logic [5:0]            phase_offset_i,
  input  wire logic signed [8:0]     threshold_offset_i,

  /// Write one lane of the column `column_i` is equal to `write_column_i`.
  input  wire logic [6:0]            column_i,
  input  wire logic                  write_i,
  input  wire logic [6:0]            write_column_i,
  input  wire logic [3:0]            write_lane_i,
  input  wire logic                  write_phase_i,
  input  wire logic                  write_threshold_i,
  /// Watch the lane's loss of signal from now on.
  input  wire logic                  write_monitor_i,
  input  wire logic [5:0]            phase_i,
  input  wire logic [4:0]            half_width_i,
  input  wire logic signed [7:0]     threshold_i,

  /// High around the pad words; lane i probes when `countdown_i` equals its deskew delay.
  input  wire logic                  window_i,
  input  wire logic [4:0]            countdown_i,
  input  wire logic [16*5-1:0]       delay_i,
  input  wire logic [15:0]           slip_odd_i,
  /// Probe late (1) or early (0) of the centre.
  input  wire logic                  late_i,
  input  wire logic                  decide_i,

  /// A monitored lane has no signal; some lane that exists has one.
  input  wire logic [15:0]           present_i,
  output logic                       lost_o,
  output logic                       lit_o,

  input  wire logic                  read_i,
  input  wire logic [3:0]            read_lane_i,
  /// {los, half_width[4:0], threshold[7:0], phase[5:0]}
  output logic      [19:0]           result_o
);
  /*verilator no_inline_module*/

  logic [16*6-1:0] lane_phase;
  logic [16*8-1:0] lane_threshold;
  logic [16*5-1:0] lane_half_width;
  logic [15:0]     monitor_q;
  logic [16*6-1:0] phase_d;
  logic [16*8-1:0] threshold_d;
  logic            selected, busy, moving;
  logic [SampleWords+1:0] window_q;

  assign selected = write_i && write_column_i == column_i;
  assign moving   = update_i || window_i || window_q[1:0] != '0;
  assign busy     = clear_i || selected || window_i || window_q != '0 || decide_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      phase_o     <= '0;
      threshold_o <= '0;
    end else if (moving) begin
      phase_o     <= phase_d;
      threshold_o <= threshold_d;
    end
  end

  // Probes go on for a few clocks after the window.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      window_q <= '0;
    end else begin
      window_q <= {window_q[SampleWords:0], window_i};
    end
  end

  for (genvar i = 0; i < 16; i++) begin : gen_lane
    logic [5:0]        phase_q;
    logic signed [7:0] threshold_q;
    logic [4:0]        half_width_q;
    /* verilator tracing_off */  // a step to threshold_d
    logic signed [9:0] threshold_sum;
    /* verilator tracing_on */
    logic signed [9:0] balance_q, reference_q;
    logic              reference_valid_q;
    logic [SampleWords:0] probe_q;
    logic              probe_d;
    logic [5:0]        wrong;

    assign probe_d = window_i && countdown_i == delay_i[i*5 +: 5] && half_width_q != '0;
    assign threshold_sum = 10'(threshold_q) + 10'(threshold_offset_i);

    always_comb begin
      phase_d[i*6 +: 6]     = '0;
      threshold_d[i*8 +: 8] = '0;
      if (moving) begin
        phase_d[i*6 +: 6] = phase_q + phase_offset_i
            + (!probe_d ? 6'd0 : late_i ? 6'(half_width_q) : 6'd0 - 6'(half_width_q));
        threshold_d[i*8 +: 8] = threshold_sum > 10'sd127 ? 8'h7F
                                : threshold_sum < -10'sd128 ? 8'h80 : threshold_sum[7:0];
      end
    end

    // probe_q[0] marks the clock in which the pins see the shifted phase, the last bit of probe_q
    // the clock in which the word sampled with it stands in words_i.
    assign wrong = 6'($countones(words_i[i*WordUi +: WordUi]
                                 ^ (slip_odd_i[i] ? {(WordUi/2){2'b01}} : {(WordUi/2){2'b10}})));

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        phase_q      <= '0;
        threshold_q  <= '0;
        half_width_q <= '0;
        balance_q    <= '0;
        reference_q  <= '0;
        reference_valid_q <= 1'b0;
        probe_q      <= '0;
        monitor_q[i] <= 1'b0;
      end else if (!busy) begin
        // Nothing moves: one test per lane and clock in simulation.
      end else if (clear_i) begin
        phase_q      <= '0;
        threshold_q  <= '0;
        half_width_q <= '0;
        balance_q    <= '0;
        reference_q  <= '0;
        reference_valid_q <= 1'b0;
        probe_q      <= '0;
        monitor_q[i] <= 1'b0;
      end else if (selected && write_lane_i == 4'(i)) begin
        if (write_phase_i) begin
          phase_q      <= phase_i;
          half_width_q <= half_width_i;
        end
        if (write_threshold_i) threshold_q <= threshold_i;
        if (write_monitor_i) monitor_q[i] <= 1'b1;
      end else begin
        probe_q <= {probe_q[SampleWords-1:0], probe_d};
        if (probe_q[SampleWords]) begin
          balance_q <= late_i ? balance_q + 10'(wrong) : balance_q - 10'(wrong);
        end
        if (decide_i) begin
          balance_q <= '0;
          if (!reference_valid_q) begin
            reference_valid_q <= 1'b1;
            reference_q       <= balance_q;
          end else if (11'(balance_q) - 11'(reference_q) > $signed(11'(TrackMargin))) begin
            phase_q <= phase_q - 6'd1;
          end else if (11'(balance_q) - 11'(reference_q) < -$signed(11'(TrackMargin))) begin
            phase_q <= phase_q + 6'd1;
          end
        end
      end
    end

    assign lane_phase[i*6 +: 6]      = phase_q;
    assign lane_threshold[i*8 +: 8]  = threshold_q;
    assign lane_half_width[i*5 +: 5] = half_width_q;
  end

  assign lost_o = |(los_i & monitor_q);
  assign lit_o  = |(~los_i & present_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      result_o <= '0;
    end else if (read_i) begin
      result_o <= {los_i[read_lane_i], lane_half_width[read_lane_i*5 +: 5],
                   lane_threshold[read_lane_i*8 +: 8], lane_phase[read_lane_i*6 +: 6]};
    end
  end

  `OIO_CHECK(WriteIsSomething_A,
             !write_i || write_phase_i || write_threshold_i || write_monitor_i)

endmodule

`default_nettype wire
