# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What cosim/run.sh and tests/run.sh share: the packages, the configuration and the build. Sourced,
# never run. Everything it says goes to standard error, so that the program owns standard output.

oio_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
oio_build="$oio_root/build/release"

# Packages of Debian 12, one per line with the reason. `all`: to build and run the program, which
# also builds RTL configurations on demand; `test`: for the tests only.
oio_packages() {
  cat <<'LIST'
all  g++                     compiles the program and the Verilated RTL
all  cmake                   configures the build
all  ninja-build             runs the build
all  make                    used by Verilator's own build rules
all  pkg-config              finds SystemC and toml++
all  ccache                  makes a second build quick
all  git                     version of the sources in every result
all  verilator               turns the RTL into C++
all  zlib1g-dev              waveforms (FST) of the Verilated RTL
all  libsystemc-dev          SystemC and TLM
all  libcli11-dev            command line
all  libeigen3-dev           Fourier transform of waveforms
all  libtomlplusplus-dev     scenario files
all  nlohmann-json3-dev      results
all  libfmt-dev              text formatting
all  libspdlog-dev           logging
all  protobuf-compiler       reader of Chakra traces
all  libprotobuf-dev         reader of Chakra traces
all  catch2                  unit tests; the configuration looks for it
all  libsqlite3-dev          ledger of regressions
all  libpugixml-dev          JUnit report of regressions
all  python3                 generated files and repository checks
test yosys                   synthesis of every RTL module
test iverilog                second opinion on the RTL
test gtkwave                 fst2vcd: the tests read waveforms with it
test xvfb                    a display for GTKWave, which opens the files made for it
test libxml2-utils           xmllint: the JUnit report against its schema
test python3-numpy           reference computations of the tests
test python3-scipy           the same: differential equations, filters
test lcov                    genhtml: second reader of the RTL coverage
test slurm-wlm               a cluster for tests, as ordinary processes; no service
test munge                   the same: signs the messages of Slurm
test clang-format            format check
test clang-tidy              naming check
LIST
}

oio_say() { echo "oio: $*" >&2; }

# oio_install all|test: installs what is missing of that set; nothing when all is there.
oio_install() {
  local wanted="$1" set name reason
  local -a names=() missing=() reasons=()
  while read -r set name reason; do
    if [[ $set == all || $set == "$wanted" ]]; then
      names+=("$name")
      reasons+=("$reason")
    fi
  done < <(oio_packages)

  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    oio_say "this is no Debian system, so nothing can be installed here; needed: ${names[*]}"
    return 0
  fi
  local installed i
  # The status of each: dpkg-query complains of unknown ones, which are missing like the others.
  installed=" $(dpkg-query -W -f '${Package}:${db:Status-Status} ' "${names[@]}" 2>/dev/null || true) "
  for i in "${!names[@]}"; do
    if [[ $installed != *" ${names[i]}:installed "* ]]; then
      missing+=("${names[i]}")
      oio_say "missing: ${names[i]} (${reasons[i]})"
    fi
  done
  ((${#missing[@]})) || return 0

  local -a as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      oio_say "not root and no sudo; run as root: apt-get install ${missing[*]}"
      return 1
    fi
    as_root=(sudo)
    oio_say "sudo is used to install them; it may ask for your password"
  fi
  local -a apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get
                -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
  oio_say "installing ${#missing[@]} packages with apt-get"
  "${apt[@]}" -q update >&2 || { oio_say "apt-get update failed"; return 1; }
  local -a units=()
  local unit installed_all=1
  for unit in munge slurmctld slurmd; do
    [[ -e $oio_units/$unit.service ]] || units+=("$unit")
  done
  [[ " ${missing[*]} " =~ " munge "|" slurm-wlm " ]] || units=()
  ((${#units[@]})) && oio_deny_services "${as_root[@]}"
  "${apt[@]}" -q install -y --no-install-recommends "${missing[@]}" >&2 </dev/null || installed_all=0
  ((${#units[@]})) && oio_allow_services "${as_root[@]}"
  # Nor at the next start of the machine.
  if ((${#units[@]})) && [[ -d /run/systemd/system ]]; then
    "${as_root[@]}" systemctl --quiet disable "${units[@]}" >&2 || true
  fi
  if ((!installed_all)); then
    oio_say "apt-get install failed; the packages are those of Debian 12 (bookworm)"
    return 1
  fi
}

# While packages are installed, the scripts of the packages ask this file whether to start their
# services: exit code 101 forbids it. One that is there already is the machine's own choice.
oio_units="${OIO_UNIT_FOLDER:-/lib/systemd/system}"
oio_policy="${OIO_POLICY_FILE:-/usr/sbin/policy-rc.d}"  # The tests have one of their own.
oio_policy_is_ours=0
oio_deny_services() {  # oio_deny_services [sudo]
  [[ -e $oio_policy ]] && return 0
  printf '#!/bin/sh\nexit 101\n' | "$@" tee "$oio_policy" >/dev/null &&
    "$@" chmod 755 "$oio_policy" && oio_policy_is_ours=1
}
oio_allow_services() {
  ((oio_policy_is_ours)) || return 0
  "$@" rm -f "$oio_policy"
}

# oio_configure ON|OFF: once, and again only to add the tests. Later changes of the build files are
# seen by the build itself.
oio_configure() {
  local tests="$1" cache="$oio_build/CMakeCache.txt"
  if [[ -f $oio_build/build.ninja ]]; then
    [[ $tests == OFF ]] && return 0
    grep -q '^OIO_BUILD_TESTS:BOOL=ON$' "$cache" && return 0
  fi
  oio_say "configuring (cmake --preset release)"
  if ! (cd "$oio_root" && cmake --preset release -DOIO_BUILD_TESTS="$tests") >&2; then
    rm -f "$oio_build/build.ninja"  # so that the next call configures again
    oio_say "configuration failed"
    return 1
  fi
}

# oio_make [target...]
oio_make() {
  NINJA_STATUS="[%f/%t, %es] " ninja -C "$oio_build" "$@" >&2
}
