# The project's RTL and a top of one's own around it.
-f ../../rtl/oio_chiplet.f
my_chiplet.sv
