package org.emodna.config;

import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.util.Locale;

/** Constants of enums are written in kebab case, as all names in a configuration are. */
final class KebabEnums extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass enumType, Enum<?>[] constants, String[] names) {
    String[] found = super.findEnumValues(config, enumType, constants, names);
    for (int i = 0; i < found.length; i++) {
      if (found[i] == null || found[i].equals(constants[i].name())) {
        found[i] = constants[i].name().toLowerCase(Locale.ROOT).replace('_', '-');
      }
    }
    return found;
  }
}
