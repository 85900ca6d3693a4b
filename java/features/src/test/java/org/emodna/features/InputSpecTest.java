package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.emodna.base.ConfigException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputSpecTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static InputSpec both() {
    return InputSpec.builder().stream("mfcc", MfccStream.Settings.all("kaldi")).stream(
            "loudness", new LoudnessStream.Settings(1e-3f, 400))
        .framing(Framing.SPEECH.withMaxFrames(300))
        .normalisation(Normalisation.SPEAKER)
        .padding(FeatureSettings.Padding.ZEROS)
        .build();
  }

  @Test
  void aConfigurationsSectionsMakeTheStreams() {
    FeatureSettings settings =
        FeatureSettings.defaults().withStreams(List.of("loudness", "mfcc")).withMaxFrames(50);
    InputSpec input = InputSpec.of(settings, Section::defaults);
    assertEquals(14, input.width());
    assertEquals(50, input.maxFrames());
    assertEquals("loudness, mfcc", input.names());
    InputSpec usual = InputSpec.of(FeatureSettings.defaults(), Section::defaults);
    assertEquals(196, usual.maxFrames());
    assertEquals(12, usual.width());
    assertEquals("mfcc.c1", usual.valueNames().get(0));
    assertEquals("mfcc.c12", usual.valueNames().get(11));
    InputSpec all =
        InputSpec.of(FeatureSettings.defaults(), s -> MfccStream.Settings.all("librosa-0.8"));
    assertEquals(39, all.width());
    assertEquals(Dialect.LIBROSA_0_8.hash(), all.streams().get(0).hash());
    assertNotEquals(Dialect.LIBROSA_0_8.hash(), usual.streams().get(0).hash());
    // Which dialect there is says the section.
    assertEquals(
        623,
        InputSpec.of(FeatureSettings.defaults(), section -> MfccStream.Settings.all("kaldi"))
            .maxFrames());
    assertThrows(ConfigException.class, () -> new MfccStream.Settings("mel", 0, 1));
    assertThrows(
        ConfigException.class,
        () -> FeatureSettings.defaults().withStreams(List.of("mfcc", "mfcc")));
    FeatureSettings none = FeatureSettings.defaults().withStreams(List.of());
    assertThrows(FeatureException.class, () -> InputSpec.of(none, Section::defaults));
  }

  @Test
  void whatIsStoredMakesTheSameInput() throws Exception {
    for (InputSpec input :
        List.of(
            both(),
            InputSpec.builder().stream("mfcc").build(),
            InputSpec.builder().stream("loudness").framing(Framing.FIXED).build())) {
      InputSpec read = InputSpec.ofJson(JSON.readTree(input.toJson().toString()));
      assertEquals(input, read);
      assertEquals(input.maxFrames(), read.maxFrames());
      assertEquals(
          input.framing().canonical(input.grid().orElseThrow()),
          read.framing().canonical(read.grid().orElseThrow()));
      assertEquals(
          input.streams().stream().map(FeatureStream::spec).toList(),
          read.streams().stream().map(FeatureStream::spec).toList());
    }
    assertNotEquals(both(), InputSpec.builder().stream("mfcc").build());
  }

  private static String refusal(Consumer<ObjectNode> change) {
    ObjectNode json = both().toJson();
    change.accept(json);
    return assertThrows(FeatureException.class, () -> InputSpec.ofJson(json)).getMessage();
  }

  private static ObjectNode stream(ObjectNode json, int index) {
    return (ObjectNode) json.get("streams").get(index);
  }

  private static ObjectNode settings(ObjectNode json, int index) {
    return (ObjectNode) stream(json, index).get("settings");
  }

  @Test
  void aStreamThatWouldComputeSomethingElseIsRefused() {
    String message = refusal(json -> stream(json, 1).put("hash", "0".repeat(64)));
    assertTrue(message.contains("'loudness'"), message);
    assertTrue(message.contains("its features would differ"), message);
    assertTrue(message.contains("train the model anew"), message);
    message = refusal(json -> settings(json, 0).put("dialect", "htk"));
    assertTrue(message.contains("'mfcc'"), message);
    message =
        refusal(
            json -> {
              settings(json, 1).put("smoothing", 3);
              stream(json, 1).put("hash", "0".repeat(64));
            });
    assertTrue(message.contains("smoothing"), message);
    message = refusal(json -> settings(json, 1).put("hop", 1));
    assertTrue(message.contains("loudness.hop"), message);
  }

  @Test
  void settingsMayBeAddedAndRemovedWhereTheFeaturesStayTheSame() {
    // An older model does not know a setting that has its default now.
    InputSpec input = InputSpec.builder().stream("loudness").build();
    ObjectNode older = input.toJson();
    settings(older, 0).remove("hop");
    assertEquals(input, InputSpec.ofJson(older));
    // A newer one has a setting that changes nothing.
    ObjectNode newer = input.toJson();
    settings(newer, 0).put("threads", 4);
    assertEquals(input, InputSpec.ofJson(newer));
  }

  /** What an earlier version stored had all coefficients, whatever the default is now. */
  @Test
  void aDescriptionFromBeforeThereWasAChoiceOfCoefficientsHasAll() {
    ObjectNode older = both().toJson();
    settings(older, 0).remove(List.of("first", "coefficients"));
    assertEquals(both(), InputSpec.ofJson(older));
  }

  @Test
  void coefficientsThatTheDialectLacksAreRefused() {
    assertThrows(ConfigException.class, () -> new MfccStream.Settings("htk", 39, 1));
    assertThrows(ConfigException.class, () -> new MfccStream.Settings("htk", 1, 39));
    assertThrows(ConfigException.class, () -> new MfccStream.Settings("htk", -1, 2));
    assertThrows(ConfigException.class, () -> new MfccStream.Settings("htk", 0, 0));
    assertThrows(ConfigException.class, () -> new MfccStream(Dialect.HTK, 38, 2));
    assertEquals(1, new MfccStream(Dialect.HTK, 38, 1).width());
  }

  @Test
  void anUnknownKindIsNamed() {
    String message = refusal(json -> stream(json, 1).put("kind", "wavelet"));
    assertTrue(message.contains("'wavelet'"), message);
    assertTrue(message.contains("extension"), message);
    assertTrue(
        message.contains("mfcc, prosody, voice, functionals, precomputed, loudness"), message);
    assertThrows(FeatureException.class, () -> InputSpec.builder().stream("mfcc").stream("mfcc"));
    assertThrows(
        FeatureException.class,
        () -> InputSpec.builder().stream("mfcc", new LoudnessStream.Settings(1, 16)));
    assertThrows(FeatureException.class, () -> InputSpec.builder().build());
  }

  @Test
  void aDamagedDescriptionIsOneError() throws Exception {
    assertThrows(FeatureException.class, () -> InputSpec.ofJson(null));
    assertThrows(FeatureException.class, () -> InputSpec.ofJson(JSON.readTree("[1]")));
    for (String field : List.copyOf(fields())) {
      assertTrue(refusal(json -> json.remove(field)).contains("damaged"), field);
      assertTrue(refusal(json -> json.put(field, -1)).contains("damaged"), field);
      assertTrue(refusal(json -> json.put(field, "x".repeat(100_000))).length() < 300, field);
    }
    refusal(json -> json.put("max_frames", 2_000_000_000));
    refusal(json -> json.put("max_frames", 10_000_000_000L));
    refusal(json -> json.put("width", 40));
    refusal(json -> ((ObjectNode) json.get("framing")).put("range_db", "NaN"));
    refusal(json -> ((ObjectNode) json.get("framing")).put("kind", "all"));
    refusal(json -> stream(json, 0).put("settings", 3));
    refusal(json -> settings(json, 0).put("dialect", 3));
    refusal(json -> settings(json, 1).put("hop", "300"));
  }

  private static List<String> fields() {
    List<String> names = new java.util.ArrayList<>();
    both().toJson().fieldNames().forEachRemaining(names::add);
    // Earlier descriptions have none.
    names.remove("speaker_prior");
    return names;
  }

  /** Two jars that bring the same name: neither is taken in silence. */
  @Test
  void aNameThatIsKnownTwiceIsAnError(@TempDir Path folder) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(FeatureStreamKind.class.getName()), Second.class.getName() + "\n");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader jars = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(jars);
      String message = assertThrows(FeatureException.class, FeatureStreams::all).getMessage();
      assertTrue(message.contains("'mfcc'"), message);
      assertTrue(message.contains(Second.class.getName()), message);
      Files.writeString(services.resolve(FeatureStreamKind.class.getName()), "not.there.Kind\n");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    try (URLClassLoader jars = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(jars);
      String message = assertThrows(EmoDnaException.class, FeatureStreams::all).getMessage();
      assertTrue(message.contains("not.there.Kind"), message);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /** Takes a name that is taken. */
  public static final class Second implements FeatureStreamKind<MfccStream.Settings> {
    @Override
    public Section<MfccStream.Settings> section() {
      return new MfccStream.Kind().section();
    }

    @Override
    public FeatureStream create(MfccStream.Settings settings) {
      return new MfccStream.Kind().create(settings);
    }
  }
}
