#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs what is missing, builds the program and runs it.
#
# Usage: cosim/run.sh [oio arguments...]      without arguments: oio run, the default scenario
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

oio_install all
oio_configure OFF
oio_make oio

if (($# == 0)); then
  set -- run
fi
exec "$oio_build/oio" "$@"
