package org.emodna.corpus;

import com.fasterxml.jackson.annotation.JsonValue;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An emotion's canonical name.
 *
 * <p>The names that corpora use for the common emotions ({@code angry}, {@code ANG}, {@code
 * rabbia}, {@code Wut}) all mean one canonical emotion. Calm is not neutral: RAVDESS holds both.
 * Any other name is a separate emotion, so a manifest may bring its own classes.
 *
 * @param name the canonical name, lower case
 */
public record Emotion(@JsonValue String name) implements Comparable<Emotion> {
  /** Anger. */
  public static final Emotion ANGER = new Emotion("anger");

  /** Fear. */
  public static final Emotion FEAR = new Emotion("fear");

  /** Happiness, joy. */
  public static final Emotion HAPPINESS = new Emotion("happiness");

  /** No emotion. */
  public static final Emotion NEUTRAL = new Emotion("neutral");

  /** Sadness. */
  public static final Emotion SADNESS = new Emotion("sadness");

  /** Disgust. */
  public static final Emotion DISGUST = new Emotion("disgust");

  /** Surprise, pleasant surprise. */
  public static final Emotion SURPRISE = new Emotion("surprise");

  /** Boredom. */
  public static final Emotion BOREDOM = new Emotion("boredom");

  /** Calm, which RAVDESS separates from neutral. */
  public static final Emotion CALM = new Emotion("calm");

  /** Contempt. */
  public static final Emotion CONTEMPT = new Emotion("contempt");

  /** Excitement, which IEMOCAP separates from happiness. */
  public static final Emotion EXCITEMENT = new Emotion("excitement");

  /** Frustration. */
  public static final Emotion FRUSTRATION = new Emotion("frustration");

  /** Amusement, which EmoV-DB speaks with laughter. */
  public static final Emotion AMUSEMENT = new Emotion("amusement");

  /** Sleepiness. */
  public static final Emotion SLEEPINESS = new Emotion("sleepiness");

  /** Guilt. */
  public static final Emotion GUILT = new Emotion("guilt");

  private static final int MOST_CHARS = 64;

  private static final Pattern OTHERS = Pattern.compile("[^\\p{L}\\p{Nd}]");

  private static final Map<String, Emotion> ALIASES = new HashMap<>();

  /** What annotators and tools write for "no label". */
  private static final Set<String> NO_LABEL =
      Set.of(
          "xxx",
          "unknown",
          "unk",
          "none",
          "null",
          "nan",
          "na",
          "undecided",
          "unlabelled",
          "unlabeled",
          "nolabel",
          "noagreement");

  static {
    alias(
        ANGER,
        "anger angry ang wut arger aerger zorn rabbia rab colere ira enojo enfado enojado enfadado arrabbiato furioso raiva 生气 愤怒 怒 怒り 분노");
    alias(
        FEAR,
        "fear fearful fea afraid angst paura pau peur miedo temor spaventato medo 害怕 恐惧 恐れ 공포");
    alias(
        HAPPINESS,
        "happiness happy hap joy joyful freude gioia gio felicita joie felice feliz felicidad alegria alegre allegria heureux heureuse glucklich frohlich"
            + " felicidade 高兴 快乐 开心 喜び 기쁨 행복");
    alias(NEUTRAL, "neutral neu neutrality neutrale neutralita neutre neutro neutra 中性 中立 중립");
    alias(
        SADNESS,
        "sadness sad trauer traurig tristezza tri tristesse tristeza triste traurigkeit 悲伤 伤心 难过 悲しみ 슬픔");
    alias(
        DISGUST,
        "disgust disgusted dis ekel disgusto disgustato degout asco repugnancia nojo 厌恶 嫌悪 혐오");
    alias(
        SURPRISE,
        "surprise surprised sur sorpresa sor ps pleasantsurprise pleasantsurprised"
            + " pleasantlysurprised uberraschung 惊讶 惊奇 惊喜");
    alias(BOREDOM, "boredom bored boring bor langeweile noia ennui");
    // As tables have them: EmoBox's EMODB, and common slips.
    alias(BOREDOM, "boredem");
    alias(SURPRISE, "suprise suprised");
    alias(CALM, "calm calmness calma");
    alias(CONTEMPT, "contempt contemptuous");
    alias(EXCITEMENT, "excitement excited exc");
    alias(FRUSTRATION, "frustration frustrated fru");
    alias(AMUSEMENT, "amusement amused");
    alias(SLEEPINESS, "sleepiness sleepy");
    alias(GUILT, "guilt guilty");
  }

  /** Checks the name. */
  public Emotion {
    if (name.isBlank()
        || name.length() > MOST_CHARS
        || name.codePoints().anyMatch(Character::isISOControl)) {
      String shown = name.length() > MOST_CHARS ? name.substring(0, MOST_CHARS) + "..." : name;
      throw new CorpusException(
          "'%s' is not a name for an emotion; use 1 to %d printable characters"
              .formatted(shown.replaceAll("\\p{Cntrl}", "?"), MOST_CHARS));
    }
  }

  private static void alias(Emotion emotion, String names) {
    for (String name : names.split(" ")) {
      ALIASES.put(key(name), emotion);
    }
  }

  /** Letters and digits alone, lower case, without accents. */
  private static String key(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKD);
    return OTHERS.matcher(plain).replaceAll("").toLowerCase(Locale.ROOT);
  }

  /**
   * The common emotion of that name or alias, whatever its case, accents and punctuation.
   *
   * @param text a name such as {@code Pleasant_Surprise}
   * @return the emotion, or empty if the name is not a known one
   */
  public static Optional<Emotion> known(String text) {
    return text.length() > MOST_CHARS
        ? Optional.empty()
        : Optional.ofNullable(ALIASES.get(key(text)));
  }

  /**
   * The emotion that a label means: a known one by its aliases, otherwise a new one.
   *
   * @param label a label from a manifest or a configuration
   * @return the emotion; empty where the label says that there is none ({@code xxx}, {@code
   *     unknown})
   * @throws CorpusException if the label is too long or holds control characters
   */
  public static Optional<Emotion> parse(String label) {
    String text = label.strip();
    if (text.isEmpty() || text.equals("-") || text.equals("?")) {
      return Optional.empty();
    }
    if (text.length() <= MOST_CHARS && NO_LABEL.contains(key(text))) {
      return Optional.empty();
    }
    Optional<Emotion> known = known(text);
    return known.isPresent() ? known : Optional.of(new Emotion(plain(text)));
  }

  /** The same name however its spaces and accents are typed. */
  private static String plain(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    return composed.toLowerCase(Locale.ROOT).replaceAll("\\p{Zs}+", "_");
  }

  @Override
  public int compareTo(Emotion other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
