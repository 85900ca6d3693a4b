# cmake -DVERSION=… -DHEADERS=FOLDER -DCLASSES=FOLDER -DNATIVES=FOLDER -DNATIVES_GPU=FOLDER -DNATIVES_ARM64=FOLDER -DDESCRIPTORS=FOLDER -DJAVAC=FILE -P NativesRecord.cmake
#
# Completes the jars of native libraries, once these are built. Writes down which native libraries belong to which classes, for UnpackedLibraries: into the classes the version and a hash
# of the C headers that they were made from; beside the libraries that too, and the SHA-256 of each of them. Adds LICENSE, NOTICE and
# the descriptor that makes the jar a Java module, compiled with javac: DESCRIPTORS/natives, natives-gpu and natives-arm64.
file(GLOB headers ${HEADERS}/*.h)
list(SORT headers)
set(contract "")
foreach(header IN LISTS headers)
  file(SHA256 ${header} hash)
  string(APPEND contract "${hash}\n")
endforeach()
string(SHA256 contract "${contract}")
set(build "version=${VERSION}\nheaders=${contract}\n")
file(WRITE ${CLASSES}/org/emodna/kernels/build.properties "${build}")

foreach(folder ${NATIVES} ${NATIVES_GPU} ${NATIVES_ARM64})
  file(GLOB libraries ${folder}/*.so)
  if(libraries)
    list(SORT libraries)
    set(text "${build}")
    foreach(library IN LISTS libraries)
      file(SHA256 ${library} hash)
      get_filename_component(name ${library} NAME)
      string(APPEND text "${name}=${hash}\n")
    endforeach()
    file(WRITE ${folder}/natives.properties "${text}")
    # The folder is org/emodna/kernels/bindings/PLATFORM of the jar.
    get_filename_component(jar ${folder}/../../../../.. ABSOLUTE)
    file(COPY ${CMAKE_CURRENT_LIST_DIR}/../LICENSE ${CMAKE_CURRENT_LIST_DIR}/../NOTICE DESTINATION ${jar}/META-INF)
    # Named like the folder that becomes the jar.
    get_filename_component(kind ${jar} NAME)
    execute_process(COMMAND ${JAVAC} --release 17 --module-version ${VERSION} -d ${jar} ${DESCRIPTORS}/${kind}/module-info.java
      COMMAND_ERROR_IS_FATAL ANY)
  endif()
endforeach()
