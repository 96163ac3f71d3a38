# The one list of RTL files, in dependency order: read by CMake and by `oio`. Paths are relative to this file.
# level 0: packages
oio_pkg.sv
# level 1: common, leaves
common/oio_sync.sv
common/oio_reset_sync.sv
common/oio_ram.sv
common/oio_fifo.sv
common/oio_sat_counter.sv
common/oio_lfsr.sv
# level 2: common, with synchronisers
common/oio_pulse_sync.sv
common/oio_cdc_bus.sv
common/oio_fifo_async.sv
