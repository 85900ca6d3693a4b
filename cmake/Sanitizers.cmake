# EMODNA_SANITIZE=ON: every target below is built with AddressSanitizer and UndefinedBehaviorSanitizer.
set(EMODNA_OPTIMISE -O3)
if(EMODNA_SANITIZE)
  # GCC 12 takes over two minutes for one vector file with -O3 and the sanitizers, and two seconds with -O1.
  set(EMODNA_OPTIMISE -O1)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=address,undefined)
endif()
