#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Recomputes the bit error ratio of five lanes from their parameters alone and compares.

Nothing is shared with the models but the parameters: the spectrum of the pulse goes through the
filters' transfer functions and an inverse FFT (the models: partial fractions in time and a
quadrature), and interference is a probability density convolved tap by tap on a grid of levels
(the models: enumeration of nine taps).

usage: pulse_response_check.py LANE_BER_PROGRAM; exits with 77 if numpy is missing.
"""

import math
import subprocess
import sys

try:
    import numpy as np
except ImportError:
    print("skipped: needs numpy (Debian: python3-numpy)")
    sys.exit(77)

# LED pole GHz, receiver GHz, dB/m, FWHM nm, ps/(nm km), modal ps/m, q0, Gb/s, m
CASES = {
    "set M, 2 Gb/s, 20 m": (1.39, 1.40, 0.0725, 17, 830, 2.5, 11.05, 2.0, 20),
    "set M, 2.125 Gb/s, 10 m": (1.39, 1.40, 0.0725, 17, 830, 2.5, 11.05, 2.125, 10),
    "set M, 4 Gb/s, 10 m": (1.39, 1.40, 0.0725, 17, 830, 2.5, 11.05, 4.0, 10),
    "set A, 10 Gb/s, back to back": (2.6, 7.0, 0.07, 15, 896, 2.0, 12, 10.0, 0),
    "set A, 3.5 Gb/s, 10 m": (2.6, 2.45, 0.07, 15, 896, 2.0, 12, 3.5, 10),
}
STEPS = 256  # per unit interval
SPAN = 64  # unit intervals
LEVELS = 16001
TOLERANCE = 0.01  # of log10(BER)


def pulse(led, receiver, loss, fwhm, dispersion, modal, _q0, rate, length):
    """One period of the response to an isolated 1, 16 unit intervals after the period starts."""
    ui = 1e-9 / rate
    n = STEPS * SPAN
    f = np.fft.rfftfreq(n, ui / STEPS)
    spread = math.hypot(abs(dispersion) * 1e-3 * fwhm / 2.355, modal) * length * 1e-12
    filters = 1 / (1 + 1j * f / (led * 1e9))
    x = 1j * f / (receiver * 1e9)
    filters = filters / (1 + math.sqrt(2) * x + x * x)
    fibre = 10 ** (-loss * length / 10) * np.exp(-2 * (math.pi * f * spread) ** 2)
    rect = np.sinc(f * ui) * np.exp(-1j * math.pi * f * ui) * STEPS
    return np.fft.irfft(rect * filters * fibre * np.exp(-2j * math.pi * f * 16 * ui), n)


def log10_ber(taps, sigma):
    """Bipolar signalling with the decision level in the middle, the largest tap being the cursor."""
    order = sorted(taps, key=abs, reverse=True)
    half = 0.55 * sum(abs(t) for t in taps)
    grid = np.linspace(-half, half, LEVELS)
    step = grid[1] - grid[0]
    density = np.zeros(LEVELS)
    density[LEVELS // 2] = 1.0

    def shifted(values, by):
        whole = math.floor(by / step)
        part = by / step - whole
        return (1 - part) * np.roll(values, whole) + part * np.roll(values, whole + 1)

    for tap in order[1:]:
        if abs(tap) > 1e-7:
            density = 0.5 * (shifted(density, tap / 2) + shifted(density, -tap / 2))
    tail = np.array([math.erfc((order[0] / 2 + g) / sigma / math.sqrt(2)) / 2 for g in grid])
    return math.log10(float(np.sum(density * tail)))


def best(parameters):
    response = pulse(*parameters)
    sigma = 1 / (2 * parameters[6])
    combs = response.reshape(SPAN, STEPS)
    # Every fourth step is one of the models' 64 phases; the best of them by the worst-case eye.
    def opening(phase):
        column = np.abs(combs[:, phase])
        return 2 * column.max() - column.sum()
    phase = max(range(0, STEPS, 4), key=opening)
    return min(log10_ber(combs[:, p % STEPS], sigma) for p in range(phase - 8, phase + 9, 4))


def main():
    failed = 0
    for name, parameters in CASES.items():
        command = [sys.argv[1]] + [repr(p) for p in parameters]
        model = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        own = best(parameters)
        good = abs(model - own) <= TOLERANCE * abs(own)
        failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {name}: log10(BER) {model:.4f}, recomputed {own:.4f}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
