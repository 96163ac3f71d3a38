#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The set-up of the two commands, against stand-ins for the package tools: nothing missing installs
# nothing, something missing is named, and apt-get updates once and installs exactly that.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"

# A dpkg-query that knows every package but those in $ABSENT; the others write their arguments down.
cat > "$work/bin/dpkg-query" <<'STUB'
#!/usr/bin/env bash
shift 3
for name in "$@"; do
  [[ " $ABSENT " == *" $name "* ]] && continue
  [[ $name == "${REMOVED:-}" ]] && { printf '%s:config-files ' "$name"; continue; }
  printf '%s:installed ' "$name"
done
STUB
cat > "$work/bin/apt-get" <<'STUB'
#!/usr/bin/env bash
echo "$*" >> "$LOG"
[[ ! -x $OIO_POLICY_FILE ]] || echo "services: $("$OIO_POLICY_FILE" >/dev/null; echo $?)" >> "$LOG"
[[ " $* " != *" ${APT_FAILS:-none} "* ]]
STUB
cat > "$work/bin/sudo" <<'STUB'
#!/usr/bin/env bash
exec "$@"
STUB
printf '#!/bin/sh\n' > "$work/bin/systemctl"
chmod +x "$work/bin/"*
export LOG="$work/log" PATH="$work/bin:$PATH" OIO_POLICY_FILE="$work/policy-rc.d"
export OIO_UNIT_FOLDER="$work/units"

failures=0
check() {  # check "what should hold" command...
  local text="$1"
  shift
  if "$@"; then echo "ok: $text"; else echo "FAILED: $text"; failures=$((failures + 1)); fi
}
install() {  # install all|test: runs oio_install in a shell of its own
  : > "$LOG"
  bash -c "set -euo pipefail; source '$root/cosim/setup.sh'; oio_install $1" 2> "$work/said"
}
logged() { [[ $(grep -c -- "$1" "$LOG") == "$2" ]]; }

export ABSENT=""
install test
check "nothing missing: apt-get is not called" test ! -s "$LOG"
check "nothing missing: nothing is said" test ! -s "$work/said"

export ABSENT="verilator libfmt-dev"
install all
check "one update" logged 'update' 1
check "one install of exactly what is missing" \
  logged 'install -y --no-install-recommends verilator libfmt-dev$' 1
check "each missing package is said with its reason" \
  grep -q 'missing: verilator (.*C++)' "$work/said"

export ABSENT="yosys"
install all
check "a package of the tests is not installed to run" test ! -s "$LOG"
install test
check "it is installed to test" logged 'install -y .* yosys$' 1

ABSENT="" REMOVED="ccache" install all
check "a removed package with configuration left counts as missing" logged 'ccache$' 1

export ABSENT="munge"
install test
check "no service is started by an installation" logged 'services: 101' 1
check "and later ones are not forbidden" test ! -e "$OIO_POLICY_FILE"

export ABSENT="verilator"
if APT_FAILS=install install all; then failed=1; else failed=0; fi
check "a failing apt-get fails the set-up" test "$failed" = 0
check "and it is said" grep -q 'apt-get install failed' "$work/said"

check "the scripts name no host and no mirror" \
  bash -c "! grep -nEi 'https?://|sources\.list|mirror' \"\$@\"" grep \
  "$root/cosim/setup.sh" "$root/cosim/run.sh" "$root/tests/run.sh"

echo "$failures failed"
((failures == 0))
