#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs what is missing, builds everything and runs every test through CTest.
#
# Usage: tests/run.sh [--full] [ctest arguments...]
#   --full   the checks that are scaled down or left out by default run at full size
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/../cosim/setup.sh"

# Tests with the label `full` exist at full size only; the others read OIO_FULL to choose theirs.
select=(--label-exclude '^full$')
if [[ ${1:-} == --full ]]; then
  shift
  select=()
  export OIO_FULL=1
fi

oio_install test
oio_configure ON
oio_make

cd "$oio_build"
exec ctest -j "$(nproc)" --output-on-failure --no-tests=error "${select[@]}" "$@"
