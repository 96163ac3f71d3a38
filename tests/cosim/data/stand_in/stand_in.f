# Stand-in for the tests of the RTL library builder.
oio_chiplet.sv
