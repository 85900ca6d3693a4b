package org.emodna.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.audio.SampleEncoding;
import org.emodna.base.EmoDnaException;
import org.emodna.recognition.stream.StreamFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Samples without a header: {@code RATE[:CHANNELS[:ENCODING]]}. */
final class SamplesOption implements ITypeConverter<StreamFormat> {
  /** By FFmpeg's names, which others know too. */
  private static final Map<String, SampleEncoding> ENCODINGS = new LinkedHashMap<>();

  static {
    ENCODINGS.put("s16le", SampleEncoding.PCM16);
    ENCODINGS.put("s16be", SampleEncoding.PCM16_BE);
    ENCODINGS.put("f32le", SampleEncoding.FLOAT32);
    ENCODINGS.put("mulaw", SampleEncoding.MU_LAW);
    ENCODINGS.put("alaw", SampleEncoding.A_LAW);
  }

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,9})(?::([0-9]{1,3})(?::([a-z0-9]+))?)?");

  @Override
  public StreamFormat convert(String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    SampleEncoding encoding =
        matcher.matches() ? ENCODINGS.get(orElse(matcher.group(3), "s16le")) : null;
    if (encoding == null) {
      throw new TypeConversionException(
          "'%s' is no format of samples; say RATE, RATE:CHANNELS or RATE:CHANNELS:ENCODING, such as"
                  .formatted(text)
              + " 8000:1:mulaw; encodings are "
              + String.join(", ", ENCODINGS.keySet()));
    }
    try {
      return new StreamFormat(
          Integer.parseInt(matcher.group(1)),
          Integer.parseInt(orElse(matcher.group(2), "1")),
          encoding);
    } catch (EmoDnaException e) {
      throw new TypeConversionException("'%s': %s".formatted(text, e.getMessage()));
    }
  }

  private static String orElse(String text, String otherwise) {
    return text == null ? otherwise : text;
  }
}
