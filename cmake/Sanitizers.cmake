# EMODNA_SANITIZE=ON: every target below is built with AddressSanitizer and UndefinedBehaviorSanitizer.
if(EMODNA_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=address,undefined)
endif()
