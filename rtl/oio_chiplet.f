# The one list of RTL files, in dependency order: read by CMake and by `oio`. Paths are relative to this file.
# level 0: packages
oio_pkg.sv
