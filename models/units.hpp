// SPDX-License-Identifier: Apache-2.0
//
// Physical quantities as types. Each stores one SI number; the unit appears only in the names of
// its constructors and accessors, and this is the only place where units convert.
#pragma once

#include <cmath>

namespace oio {

/// A power ratio: gain above one, loss below one. Adding it to a Power does not compile.
class Ratio {
public:
    static constexpr Ratio from_linear(double value) { return Ratio{value}; }
    /// Decibels of power: positive is gain.
    static Ratio from_db(double db) { return Ratio{std::pow(10.0, db / 10.0)}; }
    constexpr double linear() const { return value_; }
    double db() const { return 10.0 * std::log10(value_); }

    friend constexpr Ratio operator*(Ratio a, Ratio b) { return Ratio{a.value_ * b.value_}; }
    friend constexpr Ratio operator/(Ratio a, Ratio b) { return Ratio{a.value_ / b.value_}; }

private:
    explicit constexpr Ratio(double value) : value_(value) {}
    double value_;
};

/// Time between two events.
class Duration {
public:
    static constexpr Duration from_seconds(double s) { return Duration{s}; }
    static constexpr Duration from_us(double us) { return Duration{us * 1e-6}; }
    static constexpr Duration from_ns(double ns) { return Duration{ns * 1e-9}; }
    static constexpr Duration from_ps(double ps) { return Duration{ps * 1e-12}; }
    constexpr double seconds() const { return s_; }
    constexpr double us() const { return s_ * 1e6; }
    constexpr double ns() const { return s_ * 1e9; }
    constexpr double ps() const { return s_ * 1e12; }

    friend constexpr Duration operator+(Duration a, Duration b) { return Duration{a.s_ + b.s_}; }
    friend constexpr Duration operator-(Duration a, Duration b) { return Duration{a.s_ - b.s_}; }
    friend constexpr Duration operator*(Duration a, double k) { return Duration{a.s_ * k}; }
    friend constexpr double operator/(Duration a, Duration b) { return a.s_ / b.s_; }

private:
    explicit constexpr Duration(double s) : s_(s) {}
    double s_;
};

/// Cycles per second.
class Frequency {
public:
    static constexpr Frequency from_hz(double hz) { return Frequency{hz}; }
    static constexpr Frequency from_mhz(double mhz) { return Frequency{mhz * 1e6}; }
    static constexpr Frequency from_ghz(double ghz) { return Frequency{ghz * 1e9}; }
    constexpr double hz() const { return hz_; }
    constexpr double ghz() const { return hz_ * 1e-9; }
    constexpr double radians_per_second() const { return 2.0 * 3.14159265358979323846 * hz_; }
    constexpr Duration period() const { return Duration::from_seconds(1.0 / hz_); }

private:
    explicit constexpr Frequency(double hz) : hz_(hz) {}
    double hz_;
};

/// Bits per second of one lane or link.
class BitRate {
public:
    static constexpr BitRate from_bits_per_second(double rate) { return BitRate{rate}; }
    static constexpr BitRate from_gbps(double gbps) { return BitRate{gbps * 1e9}; }
    constexpr double bits_per_second() const { return rate_; }
    constexpr double gbps() const { return rate_ * 1e-9; }
    /// Unit interval of a binary signal.
    constexpr Duration unit_interval() const { return Duration::from_seconds(1.0 / rate_); }

private:
    explicit constexpr BitRate(double rate) : rate_(rate) {}
    double rate_;
};

/// Distance along a fibre or waveguide.
class Length {
public:
    static constexpr Length from_m(double m) { return Length{m}; }
    static constexpr Length from_mm(double mm) { return Length{mm * 1e-3}; }
    constexpr double m() const { return m_; }

private:
    explicit constexpr Length(double m) : m_(m) {}
    double m_;
};

/// Energy, in joules inside.
class Energy {
public:
    static constexpr Energy from_joules(double j) { return Energy{j}; }
    static constexpr Energy from_pj(double pj) { return Energy{pj * 1e-12}; }
    constexpr double joules() const { return j_; }
    constexpr double pj() const { return j_ * 1e12; }

    friend constexpr Energy operator+(Energy a, Energy b) { return Energy{a.j_ + b.j_}; }
    friend constexpr Energy operator*(Energy a, double k) { return Energy{a.j_ * k}; }
    friend constexpr double operator/(Energy a, Energy b) { return a.j_ / b.j_; }

private:
    explicit constexpr Energy(double j) : j_(j) {}
    double j_;
};

/// Optical or electrical power.
class Power {
public:
    static constexpr Power from_watts(double w) { return Power{w}; }
    static constexpr Power from_mw(double mw) { return Power{mw * 1e-3}; }
    static constexpr Power from_uw(double uw) { return Power{uw * 1e-6}; }
    static Power from_dbm(double dbm) { return Power{1e-3 * std::pow(10.0, dbm / 10.0)}; }
    constexpr double watts() const { return w_; }
    constexpr double mw() const { return w_ * 1e3; }
    double dbm() const { return 10.0 * std::log10(w_ / 1e-3); }

    friend constexpr Power operator+(Power a, Power b) { return Power{a.w_ + b.w_}; }
    friend constexpr Power operator*(Power p, Ratio r) { return Power{p.w_ * r.linear()}; }
    friend constexpr Energy operator*(Power p, Duration t) {
        return Energy::from_joules(p.w_ * t.seconds());
    }

private:
    explicit constexpr Power(double w) : w_(w) {}
    double w_;
};

/// Absolute temperature.
class Temperature {
public:
    static constexpr Temperature from_kelvin(double k) { return Temperature{k}; }
    static constexpr Temperature from_celsius(double c) { return Temperature{c + 273.15}; }
    constexpr double kelvin() const { return k_; }
    constexpr double celsius() const { return k_ - 273.15; }

private:
    explicit constexpr Temperature(double k) : k_(k) {}
    double k_;
};

}  // namespace oio
