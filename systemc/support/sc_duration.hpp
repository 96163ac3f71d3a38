// SPDX-License-Identifier: Apache-2.0
// Conversions between SystemC time and plain numbers or models' Duration. The resolution is 1 fs.
#pragma once

#include <cmath>
#include <cstdint>
#include <systemc>

namespace oio {

/// Throws std::logic_error unless the SystemC time resolution is 1 fs. Modules that convert call it
/// in their constructor.
void require_fs_resolution(const char* who);

/// A SystemC time of so many femtoseconds; exact.
inline sc_core::sc_time sc_time_from_fs(std::uint64_t fs) {
    return sc_core::sc_time::from_value(fs);
}

/// Femtoseconds of a SystemC time; exact.
inline std::uint64_t to_fs(const sc_core::sc_time& time) {
    return time.value();
}

/// Rounded to the nearest femtosecond. `ns` must be finite and not negative, below 9e12.
inline sc_core::sc_time sc_time_from_ns(double ns) {
    return sc_time_from_fs(static_cast<std::uint64_t>(std::llround(ns * 1e6)));
}

inline double to_ns(const sc_core::sc_time& time) {
    return static_cast<double>(time.value()) * 1e-6;
}

/// Any type with an accessor `seconds()`, in particular models' Duration.
template <typename Duration>
sc_core::sc_time to_sc_time(const Duration& duration) {
    return sc_time_from_ns(duration.seconds() * 1e9);
}

/// The Duration (any type with `from_seconds`) of a SystemC time.
template <typename Duration>
Duration to_duration(const sc_core::sc_time& time) {
    return Duration::from_seconds(static_cast<double>(time.value()) * 1e-15);
}

}  // namespace oio
