#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Levels and bit error rates of a lane once more, from models/params alone, with other algorithms.

Usage: independent_check.py PROGRAM [--spoil DEVICE.NAME]

The rate equation is integrated by LSODA over a maximum-length sequence, filters are state-space
systems, dispersion is a sampled Gaussian kernel, jitter a quadrature over the waveform. --spoil
changes one parameter of the devices here, and the check must then fail. Ends with 77 where numpy or
scipy is missing.
"""

import argparse
import math
import subprocess
import sys
import tomllib
from pathlib import Path

try:
    import numpy as np
    from scipy import ndimage, optimize, signal, special
    from scipy.integrate import odeint
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

PARAMS = Path(__file__).resolve().parents[3] / "models" / "params"
Q, K, H, C = 1.602176634e-19, 1.380649e-23, 6.62607015e-34, 299792458.0
SAMPLES = 64  # in a unit interval
TAPS, PRE = 9, 3
CASES = [("physics", 2.0, 20.0, 25.0), ("physics", 2.125, 10.0, 25.0), ("physics", 2.0, 25.0, 85.0),
         ("set_m", 2.0, 20.0, 25.0), ("set_a", 3.5, 10.0, 25.0)]
LEVEL_TOLERANCE = 2e-3  # of the level of endless ones
BER_TOLERANCE = 0.05    # decades


def parameters(name: str) -> dict:
    tables = tomllib.loads((PARAMS / name).read_text())
    return {d: {n: float(e["value"]) for n, e in t.items()} for d, t in tables.items()}


def silica_dispersion(wavelength_um: float) -> float:
    """ps/(nm km), second derivative of the Sellmeier equation by differences."""
    def index(x):
        terms = ((0.6961663, 0.0684043), (0.4079426, 0.1162414), (0.8974794, 9.896161))
        return math.sqrt(1 + sum(b * x * x / (x * x - r * r) for b, r in terms))
    h = 2e-4
    second = (index(wavelength_um + h) - 2 * index(wavelength_um) + index(wavelength_um - h)) / h**2
    return -wavelength_um * 1e-6 / C * second * 1e12 * 1e6


class Led:
    """The micro-LED at an ambient temperature, heated by its average current."""

    def __init__(self, p: dict, ambient_k: float, current_a: float):
        self.p, self.current = p, current_a
        self.area = math.pi * (p["carriers"]["diameter_um"] * 0.5e-4) ** 2
        self.junction = optimize.brentq(self.heat_balance, ambient_k - 1, 600, args=(ambient_k,))
        self.set_junction(self.junction)

    def set_junction(self, kelvin: float):
        c, led = self.p["carriers"], self.p["micro_led"]
        ev = K / Q
        self.a = (c["a_per_s"] + 4 * c["surface_cm_per_s"] / (c["diameter_um"] * 1e-4)) * math.exp(
            c["a_activation_ev"] / ev * (1 / 300 - 1 / kelvin))
        self.b = c["b_cm3_per_s"] * (300 / kelvin) ** c["b_exponent"]
        self.c = c["c_cm6_per_s"] * (300 / kelvin) ** c["c_exponent"]
        self.p0, self.ns = c["p0_per_cm3"], c["n_sat_per_cm3"]
        self.pump = c["eta_inj"] / (Q * c["d_eff_nm"] * 1e-7 * self.area)  # per ampere
        self.wavelength = led["wavelength_nm"] + led["wavelength_nm_per_k"] * (kelvin - 300)
        photon = H * C / (self.wavelength * 1e-9)
        self.watts = led["eta_lee"] * photon * self.area * c["d_eff_nm"] * 1e-7

    def radiative(self, n):
        return self.b * n * (n + self.p0) / (1 + n / self.ns)

    def recombination(self, n):
        return self.a * n + self.radiative(n) + self.c * n**3

    def density(self, current_a: float) -> float:
        return optimize.brentq(lambda n: self.recombination(n) - self.pump * current_a, 0, 1e22,
                               xtol=1e6)

    def light(self, current_a: float) -> float:
        return self.watts * self.radiative(self.density(current_a))

    def voltage(self, kelvin: float) -> float:
        led = self.p["micro_led"]
        return (led["voltage_10_v"] + led["voltage_mv_per_k"] * 1e-3 * (kelvin - 300)
                + led["ideality"] * K * kelvin / Q * math.log(self.current / self.area / 10)
                + self.current * led["series_ohm"])

    def heat_balance(self, kelvin: float, ambient_k: float) -> float:
        self.set_junction(kelvin)
        heat = self.current * self.voltage(kelvin) - self.light(self.current)
        return ambient_k + self.p["micro_led"]["thermal_k_per_w"] * heat - kelvin


def disc_overlap(spot: float, aperture: float, offset: float) -> float:
    """By integration over the spot's radius."""
    r = (np.arange(4000) + 0.5) / 4000 * spot
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = (r**2 + offset**2 - aperture**2) / (2 * r * offset) if offset > 0 else \
            np.where(r < aperture, -1.0, 1.0)
    share = np.arccos(np.clip(cosine, -1, 1)) / math.pi
    return float(np.sum(share * 2 * r) / 4000 * spot / spot**2)


def transmission(p: dict, length_m: float) -> float:
    c, f = p["coupling"], p["fibre"]
    m = c["lens_magnification"]
    direction = disc_overlap(1 / m, c["fibre_na"], math.sin(math.radians(c["tilt_deg"])))
    spot = disc_overlap(p["carriers"]["diameter_um"] * m / 2, c["spot_um"] / 2, c["offset_um"])
    optics = c["lens_efficiency"] * (1 - c["face_reflectance"]) ** c["faces"]
    db = f["attenuation_db_per_m"] * length_m + f["connector_db"] + c["receiver_db"]
    return direction * spot * c["core_fill"] * optics * 10 ** (-db / 10)


def drive(p: dict, celsius: float, one: bool) -> float:
    d = p["driver"]
    ua = d["bias_ua"] + (d["modulation_ua"] if one else 0.0)
    return ua * 1e-6 * (1 + d["current_per_k"] * (celsius - 25))


def led_waveform(p: dict, led: Led, bits, ui_s: float, celsius: float):
    """Emitted power, with driver and RC as further states of the differential equation."""
    d, m = p["driver"], p["micro_led"]
    ohm = m["series_ohm"] * d["output_ohm"] / (m["series_ohm"] + d["output_ohm"])
    farad = (m["capacitance_ff_per_um2"] * led.area * 1e8 + d["parasitic_ff"]) * 1e-15
    w1, w2 = 2 * math.pi * d["bandwidth_ghz"] * 1e9 * ui_s, ui_s / (ohm * farad)
    levels = [drive(p, celsius, False), drive(p, celsius, True)]
    scale = led.density(levels[1])

    def slope(y, _t, target):
        n = y[2] * scale
        return (w1 * (target - y[0]), w2 * (y[0] - y[1]),
                ui_s * (led.pump * y[1] - led.recombination(n)) / scale)

    times = np.arange(SAMPLES + 1) / SAMPLES
    state = [levels[bits[-1]], levels[bits[-1]], led.density(levels[bits[-1]]) / scale]
    power = np.zeros(len(bits) * SAMPLES)
    for lap in range(2):  # the first settles
        start = len(bits) - 40 if lap == 0 else 0
        for i in range(start, len(bits)):
            path = odeint(slope, state, times, args=(levels[bits[i]],), rtol=1e-7, atol=1e-9)
            power[i * SAMPLES:(i + 1) * SAMPLES] = led.watts * led.radiative(path[:-1, 2] * scale)
            state = path[-1]
    return power


def filtered(waveform, poles_hz, butterworth_hz: float, ui_s: float, bits: int):
    """Periodic answer of a Butterworth and further poles, by a second lap."""
    b, a = signal.butter(2, 2 * math.pi * butterworth_hz * ui_s, analog=True)
    for pole in poles_hz:
        a = np.polymul(a, [1 / (2 * math.pi * pole * ui_s), 1])
    lead = 40 * SAMPLES
    signal_in = np.concatenate([waveform[-lead:], waveform])
    times = np.arange(len(signal_in)) / SAMPLES
    _, out, _ = signal.lsim((b, a), signal_in - signal_in[0], times)
    return out[lead:] + signal_in[0]


def physics_lane(p: dict, bits, rate_gbps: float, length_m: float, celsius: float) -> dict:
    ui_s = 1e-9 / rate_gbps
    average = (drive(p, celsius, True) + drive(p, celsius, False)) / 2
    led = Led(p, celsius + 273.15, average)
    d, r = p["photodiode"], p["receiver"]
    cool = Led(p, 298.15, (drive(p, 25.0, True) + drive(p, 25.0, False)) / 2)
    reference = cool.light(drive(p, 25.0, True)) * transmission(p, 0.0) * d["responsivity_a_per_w"]

    total_f = (d["capacitance_ff"] + r["input_ff"]) * 1e-15
    transit = 0.45 * d["saturation_cm_per_s"] * 1e-2 / (d["depletion_um"] * 1e-6)
    rc = 1 / (2 * math.pi * r["input_ohm"] * total_f)
    diode = 1 / math.hypot(1 / transit, 1 / rc)
    bandwidth = max(r["bandwidth_ghz"], r["bandwidth_per_gbps"] * rate_gbps) * 1e9
    power = led_waveform(p, led, bits, ui_s, celsius)
    current = power * transmission(p, length_m) * d["responsivity_a_per_w"] / reference
    current = filtered(current, [diode, r["limiting_amp_ghz"] * 1e9], bandwidth, ui_s, len(bits))
    chromatic = abs(silica_dispersion(led.wavelength * 1e-3)) * p["fibre"]["dispersion_factor"] \
        * 1e-3 * p["micro_led"]["linewidth_fwhm_nm"] / (2 * math.sqrt(2 * math.log(2))) * length_m
    spread_ui = math.hypot(chromatic, p["fibre"]["modal_ps_per_m"] * length_m) * 1e-12 / ui_s

    four_kt = 4 * K * (celsius + 273.15 + r["die_rise_k"])
    thermal = four_kt / r["feedback_ohm"] * r["i2"] * bandwidth + four_kt * r["gamma"] / (
        r["gm_ms"] * 1e-3) * (2 * math.pi * total_f) ** 2 * r["i3"] * bandwidth**3
    shot = 2 * Q * r["i2"] * bandwidth
    dark = d["dark_na"] * 1e-9 * 2 ** ((celsius - 25) / d["dark_doubling_k"])
    return {"waveform": ndimage.gaussian_filter1d(current, spread_ui * SAMPLES, mode="wrap",
                                                  truncate=8.0),
            "reference_a": reference, "thermal_sigma": math.sqrt(thermal + shot * dark) / reference,
            "shot_variance": shot / reference, "rj": r["jitter_rj_mui"] * 1e-3,
            "dj": r["jitter_dj_mui"] * 1e-3}


def fitted_lane(name: str, bits, rate_gbps: float, length_m: float) -> dict:
    s = parameters("lane_models.toml")[name]
    ui_s = 1e-9 / rate_gbps
    bandwidth = max(s["receiver_filter_ghz"], s.get("receiver_filter_per_gbps", 0) * rate_gbps) * 1e9
    fine = 4  # a step falls between two samples
    light = np.repeat(np.asarray(bits, float), SAMPLES * fine)
    lead = 40 * SAMPLES * fine
    both = np.concatenate([light[-lead:], light])
    b, a = signal.butter(2, 2 * math.pi * bandwidth * ui_s, analog=True)
    a = np.polymul(a, [1 / (2 * math.pi * s["led_pole_ghz"] * 1e9 * ui_s), 1])
    _, out, _ = signal.lsim((b, a), both, np.arange(len(both)) / (SAMPLES * fine), interp=False)
    chromatic = s["dispersion_ps_per_nm_km"] * 1e-3 * s["linewidth_fwhm_nm"] / 2.355 * length_m
    spread_ui = math.hypot(chromatic, s["modal_ps_per_m"] * length_m) * 1e-12 / ui_s
    blurred = ndimage.gaussian_filter1d(out[lead:], spread_ui * SAMPLES * fine, mode="wrap",
                                        truncate=8.0)
    return {"waveform": blurred[::fine] * 10 ** (-s["attenuation_db_per_m"] * length_m / 10),
            "thermal_sigma": 0.5 / s["q0"], "shot_variance": 0.0, "rj": 0.0, "dj": 0.0}


def sampled(lane: dict, bits, time_ui: float):
    """The waveform at a time after the start of each bit."""
    at = (np.arange(len(bits)) + time_ui) * SAMPLES
    if "spline" not in lane:
        lane["spline"] = ndimage.spline_filter1d(lane["waveform"], order=3, mode="grid-wrap")
    return ndimage.map_coordinates(lane["spline"], [at], order=3, mode="grid-wrap",
                                   prefilter=False)


def log10_ber(lane: dict, bits, time_ui: float, threshold: float) -> float:
    nodes, weights = special.roots_hermitenorm(15 if lane["rj"] > 0 else 1)
    total, sides = 0.0, (-0.5, 0.5) if lane["dj"] > 0 else (0.0,)
    for side in sides:
        for node, weight in zip(nodes, weights / weights.sum()):
            level = sampled(lane, bits, time_ui + side * lane["dj"] + node * lane["rj"])
            sigma = np.sqrt(lane["thermal_sigma"] ** 2 + lane["shot_variance"] * level.clip(0))
            margin = np.where(bits, level - threshold, threshold - level) / sigma
            total += weight * np.mean(special.ndtr(-margin)) / len(sides)
    return math.log10(total)


def patterns_of(bits):
    count = len(bits)
    return np.array([sum(int(bits[(i + PRE - k) % count]) << k for k in range(TAPS))
                     for i in range(count)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--spoil", metavar="DEVICE.NAME",
                        help="raise this parameter by 5 %% and look at the first case only")
    args = parser.parse_args()
    devices = parameters("devices.toml")
    if args.spoil:
        device, name = args.spoil.split(".")
        devices[device][name] *= 1.05
    # All patterns but one of 11 bits appear once; the run of zeros is put in.
    order = [int(bit) for bit in signal.max_len_seq(11)[0]]
    longest = max(range(len(order)), key=lambda i: all(order[(i + k) % 2047] == 0 for k in range(10)))
    bits = np.array(order[:longest] + [0] + order[longest:])
    patterns = patterns_of(bits)
    failures = 0
    for kind, rate, length, celsius in CASES[:1] if args.spoil else CASES:
        done = subprocess.run([args.program, kind, str(rate), str(length), str(celsius)],
                              capture_output=True, text=True, check=True)
        words = [line.split() for line in done.stdout.splitlines()]
        told = {w[0]: float(w[1]) for w in words if w[0] != "level"}
        lane = physics_lane(devices, bits, rate, length, celsius) if kind == "physics" else \
            fitted_lane(kind, bits, rate, length)
        worst = 0.0
        for word in (w for w in words if w[0] == "level"):
            time_ui = told["cursor_reference"] + int(word[1]) / SAMPLES
            level = sampled(lane, bits, time_ui)[patterns == int(word[2])].mean()
            worst = max(worst, abs(level - float(word[3])))
        for name in ("reference_a", "thermal_sigma", "shot_variance"):
            if name in lane and abs(lane[name] - told[name]) > 2e-3 * abs(told[name]):
                print(f"FAILED {name}: {lane[name]:.6g} here, {told[name]:.6g} there")
                failures += 1
        mine = log10_ber(lane, bits, told["cursor_reference"] + told["phase"] / SAMPLES,
                         told["threshold"])
        good = worst < LEVEL_TOLERANCE and abs(mine - told["log10_ber"]) < BER_TOLERANCE
        failures += not good
        print(f"{'ok' if good else 'FAILED'} {kind} {rate:g} Gb/s {length:g} m {celsius:g} C: levels "
              f"within {worst:.1e}, log10 BER {mine:.3f} here, {told['log10_ber']:.3f} there")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
