# oio_mutant(<target> <top> PREFIX name FILE rtl-file FROM text TO text [PARAMS -G...]): as
# oio_verilate, with one text of one RTL file changed. A test shows with it that it can fail. A text
# that is not there any more leaves the module as it is, and then that test fails.
function(oio_mutant target top)
  cmake_parse_arguments(ARG "" "PREFIX;FILE;FROM;TO" "PARAMS;SOURCES" ${ARGN})
  set(original ${PROJECT_SOURCE_DIR}/rtl/${ARG_FILE})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${original})
  file(READ ${original} text)
  string(REPLACE "${ARG_FROM}" "${ARG_TO}" text "${text}")
  get_filename_component(name ${ARG_FILE} NAME)
  set(copy ${CMAKE_CURRENT_BINARY_DIR}/${ARG_PREFIX}/${name})
  file(CONFIGURE OUTPUT ${copy} CONTENT "${text}" @ONLY)
  list(TRANSFORM OIO_RTL_SOURCES REPLACE "^${original}$" "${copy}")
  oio_verilate(${target} ${top} PREFIX ${ARG_PREFIX} SOURCES ${ARG_SOURCES} PARAMS ${ARG_PARAMS})
endfunction()
