package org.emodna.corpus.known;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.corpus.Gender;

/** What a folder's name says about how recordings are divided, apart from emotions. */
final class FolderWords {
  /** What a name is like. */
  enum Kind {
    /** A word for people with a number or a name: spk01, speaker_anna, female2. */
    PERSON("people"),
    /** F, M or W with a number: M003. */
    INITIAL("people (F or M and a number)"),
    SPLIT("parts for training and testing"),
    MEDIA("kinds of files or recordings"),
    INTENSITY("intensities or styles"),
    SESSION("sessions or days"),
    TAKE("takes or clips"),
    SENTENCE("texts"),
    VIEW("cameras"),
    LANGUAGE("languages"),
    DATE("dates"),
    GENDER("genders"),
    GROUP("ages or groups"),
    /** A number, a letter, or an unknown word with a number. */
    NUMBER("numbers"),
    /** Any other word; it may be a personal name. */
    WORD("names");

    private final String plural;

    Kind(String plural) {
      this.plural = plural;
    }

    /** What folders of this kind are, for people. */
    String plural() {
      return plural;
    }

    /** Whether folders of this kind are certainly not speakers. */
    boolean isNoPerson() {
      return ordinal() > INITIAL.ordinal() && ordinal() < NUMBER.ordinal();
    }
  }

  private static final Set<String> PEOPLE =
      set(
          "speaker spk spkr sp subject subj sub actor actress person participant talker sprecher"
              + " sprecherin locuteur locutrice parlante hablante orador locutor attore attrice"
              + " acteur actrice schauspieler schauspielerin proband teilnehmer teilnehmerin user"
              + " informant patient child kid student client caller singer narrator pers personne"
              + " persona 说话人 发音人 演员");

  private static final Set<String> WOMEN =
      set(
          "female females woman women girl girls frau frauen weiblich femme femmes femminile donna"
              + " donne femmina femmine mujer mujeres femenino femenina 女 女声 女性 女生");

  private static final Set<String> MEN =
      set(
          "male males man men boy boys mann manner maenner mannlich maennlich homme hommes masculin"
              + " uomo uomini maschio maschi maschile hombre hombres masculino 男 男声 男性 男生");

  private static final Map<Kind, Set<String>> NO_PEOPLE = new EnumMap<>(Kind.class);

  static {
    NO_PEOPLE.put(
        Kind.SPLIT,
        set(
            "train training trainset dev development devel val valid validation validate test"
                + " testing testset eval evaluation fold part set subset split batch partition cv"
                + " heldout unseen seen"));
    NO_PEOPLE.put(
        Kind.MEDIA,
        set(
            "wav wavs wave audio audios audiowav audiomp video videos sound sounds speech song"
                + " songs singing voice voices mp flac ogg opus aac avi mkv mov webm media data"
                + " dataset database corpus file files clip clips recording recordings enregistrements"
                + " aufnahmen registrazioni grabaciones samples sample raw clean noisy noise snr db"
                + " processed original originals augmented aug denoised enhanced resampled normalized"
                + " normalised mono stereo channel ch mic microphone mikrofon headset close far near"
                + " distant phone telephone mobile studio lab khz hz bit kbps k speakers actors"
                + " babble white pink street car restaurant room reverb reverberant indoor outdoor"
                + " kitchen office home emodb casia emovo ravdess savee enterface crema cremad tess"
                + " urdu nemo iemocap mead esd cafe meld subesco mesd aesdd shemo emozionalmente demos"
                + " baved msp podcast emov"
                + " subjects participants persons people sprechern locuteurs hablantes parlanti"));
    NO_PEOPLE.put(
        Kind.INTENSITY,
        set(
            "level levels lvl intensity intensities degree weak weaker strong stronger low lower"
                + " medium mid middle high higher normal mild moderate extreme soft loud quiet very"
                + " slight slightly subtle strength arousal valence positive negative intense unspecified lo md hi xx regular faible"
                + " faibles fort forte fortes forts moyen moyenne leger legere intensite niveau"
                + " schwach stark mittel leicht hoch niedrig leise laut intensitat stufe debole"
                + " debolezza medio media alto alta basso bassa bajo baja fuerte debil moderado"
                + " moderada suave leve nivel livello intensita intensidad 弱 强 中 低 高 轻 重 强度 中等"
                + " fraco fraca zwak sterk słaby słabe silny silne слабый слабая сильный сильная zayıf guclu"
                + " 強 약 강 min max minimum maximum peak full half baseline first second third"
                + " acted spontaneous elicited posed natural scripted improvised impro improvisation"
                + " read conversation dialog dialogue monologue free style whisper whispered shout"
                + " shouted fast slow"));
    NO_PEOPLE.put(
        Kind.SESSION,
        set(
            "session sessions sess ses sitzung sesion sessione seance day tag jour dia giorno week"
                + " month visit round run block runde"));
    NO_PEOPLE.put(
        Kind.TAKE,
        set(
            "take takes repetition repetitions rep version versions ver try trial trials versuch"
                + " prise ripetizione toma wiederholung repeticion utt utterance utterances turn"
                + " segment segments seg scene scenes szene track"));
    NO_PEOPLE.put(
        Kind.SENTENCE,
        set(
            "sentence sentences sent satz satze saetze text texts txt texte texto testo phrase"
                + " phrases frase frasi frases item items prompt prompts script scripts statement"
                + " statements story word words mot mots wort worter palabra palabras parola parole"
                + " digit digits vowel vowels 句子 句 文本 语句"));
    NO_PEOPLE.put(
        Kind.VIEW,
        set(
            "camera cameras cam kamera view views front frontal left right up down top bottom side"
                + " profile angle links rechts gauche droite"));
    NO_PEOPLE.put(
        Kind.LANGUAGE,
        set(
            "english german french italian spanish chinese mandarin cantonese japanese korean"
                + " polish russian portuguese turkish arabic hindi urdu persian farsi greek dutch"
                + " swedish danish norwegian finnish estonian bangla bengali vietnamese thai"
                + " indonesian hungarian czech american british australian indian canadian deutsch francais italiano espanol polski language"
                + " sprache langue lingua idioma 中文 英文 英语 汉语 普通话"));
    NO_PEOPLE.put(
        Kind.GROUP,
        set(
            "young younger old older elderly adult adults children kids senior seniors"
                + " teen teens group age native nonnative professional amateur amateurs"));
  }

  private static final Set<String> LANGUAGE_CODES =
      set("en de fr it es zh cn jp ja ko pl ru pt tr ar hi ur fa el nl sv da no fi et bn vi th");

  private static final Pattern DATE =
      Pattern.compile(
          "(?:19|20)\\d\\d[-_. ]?(?:0[1-9]|1[0-2])[-_. ]?(?:[0-2]\\d|3[01])"
              + "|[0-3]?\\d[-_. ][0-3]?\\d[-_. ](?:19|20)?\\d\\d|(?:19|20)\\d\\d[-_. ][01]?\\d");
  private static final Pattern INITIAL = Pattern.compile("[fmw][-_ ]?\\d{1,4}");

  /**
   * Counted times and texts in Chinese, Japanese and Korean, which write no spaces: 第一次, 2回目, 3번째.
   */
  private static final Pattern COUNTED =
      Pattern.compile(
          "(?:第|제)?[0-9一二三四五六七八九十两]+(次|遍|轮|輪|回|번|회|차|句|集|节|場|场|段|文|級|级|档|度|天|日|周)(?:目|째)?");

  private static final String COUNTED_TEXTS = "句段文";
  private static final String COUNTED_LEVELS = "級级档度";
  private static final Pattern NUMBERED = Pattern.compile("\\p{L}?|\\p{L}*[-_ .#]*\\d+");

  /** From this many words on, a name is what is said, not who says it. */
  private static final int LONG = 4;

  private static final Pattern CAMEL = Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})");
  private static final Pattern MARKS = Pattern.compile("\\p{M}");
  private static final Pattern PARTS = Pattern.compile("[^\\p{L}]+");

  private FolderWords() {}

  private static Set<String> set(String words) {
    return new HashSet<>(List.of(words.split(" ")));
  }

  /** Lower case, without accents. */
  static String plain(String name) {
    String parted = CAMEL.matcher(name).replaceAll("_");
    String decomposed = Normalizer.normalize(parted, Normalizer.Form.NFKD);
    return MARKS.matcher(decomposed).replaceAll("").toLowerCase(Locale.ROOT);
  }

  /** The words of a name without numbers, in their order. */
  static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    for (String word : PARTS.split(plain(name))) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  static Kind kind(String name) {
    String plain = plain(name);
    if (DATE.matcher(plain).matches()) {
      return Kind.DATE;
    }
    if (INITIAL.matcher(plain).matches()) {
      return Kind.INITIAL;
    }
    Matcher counted = COUNTED.matcher(Normalizer.normalize(plain, Normalizer.Form.NFC));
    if (counted.matches()) {
      return COUNTED_TEXTS.contains(counted.group(1))
          ? Kind.SENTENCE
          : COUNTED_LEVELS.contains(counted.group(1)) ? Kind.INTENSITY : Kind.TAKE;
    }
    boolean numbered = plain.chars().anyMatch(Character::isDigit);
    List<String> words = words(name);
    boolean said = numbered || words.size() > 1;
    if (said && words.stream().anyMatch(PEOPLE::contains)) {
      return Kind.PERSON;
    }
    if (!words.isEmpty() && words.stream().allMatch(word -> gender(word) != null)) {
      return numbered ? Kind.PERSON : Kind.GENDER;
    }
    if (words.size() >= LONG) {
      return Kind.SENTENCE;
    }
    Kind known = null;
    boolean all = true;
    for (String word : words) {
      Kind kind = noPeople(word);
      known = known == null ? kind : known;
      // A letter numbers things, as in "text a".
      all &= kind != null || (words.size() > 1 && word.length() == 1);
    }
    if (known != null && all) {
      return known;
    }
    return NUMBERED.matcher(plain).matches() ? Kind.NUMBER : Kind.WORD;
  }

  private static Kind noPeople(String word) {
    for (Map.Entry<Kind, Set<String>> entry : NO_PEOPLE.entrySet()) {
      if (entry.getValue().contains(word)) {
        return entry.getKey();
      }
    }
    return null;
  }

  /** Whether a word beside an emotion does not change it: strong, speech, train. */
  static boolean isBesideEmotion(String word) {
    Kind kind = noPeople(word);
    return kind == Kind.MEDIA || kind == Kind.INTENSITY || kind == Kind.SPLIT;
  }

  static boolean isLanguage(String name) {
    return kind(name) == Kind.LANGUAGE || LANGUAGE_CODES.contains(plain(name));
  }

  /** The gender that a name says, or null. */
  static Gender gender(String name) {
    Gender found = null;
    for (String word : words(name)) {
      Gender gender =
          WOMEN.contains(word) ? Gender.FEMALE : MEN.contains(word) ? Gender.MALE : null;
      if (found != null && gender != null && found != gender) {
        return null;
      }
      found = gender == null ? found : gender;
    }
    return found;
  }
}
