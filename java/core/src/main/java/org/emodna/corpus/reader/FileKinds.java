package org.emodna.corpus.reader;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Distinguishes recordings from the other files in corpora, by name alone. */
public final class FileKinds {
  private static final Set<String> LOSSLESS =
      set("wav wave flac aif aiff aifc caf au snd w64 rf64 sph nist wv tta ape");

  private static final Set<String> COMPRESSED =
      set("mp3 ogg oga opus m4a m4b aac wma amr 3ga mka mp2 ac3 spx gsm");

  private static final Set<String> VIDEO =
      set("mp4 m4v avi mkv mov webm wmv flv mpg mpeg ts m2ts 3gp ogv vob");

  private static final Set<String> OTHER =
      set(
          "txt md rst csv tsv json jsonl ndjson yaml yml xml html htm pdf doc docx odt rtf ppt pptx"
              + " xls xlsx ods md5 sha1 sha256 sha512 sfv asc sig zip gz tgz bz2 xz 7z rar tar zst"
              + " jpg jpeg png gif bmp tif tiff svg ico webp ini cfg conf toml log bak tmp db"
              + " sqlite py pyc ipynb m mat sh bat pl r c h cpp java js css npy npz pt pth h5 hdf5"
              + " pkl parquet arrow safetensors onnx lab label lbl textgrid trs eaf anvil ark scp"
              + " rttm stm ctm phn wrd ann lablaut labsilb silb wdseg syseg phseg lf0 f0 pitch htk"
              + " mfc bvh srt vtt ass url lnk desktop torrent license citation bib gitignore"
              + " gitattributes");

  private static final Set<String> OTHER_NAMES =
      set(
          "readme license licence copying notice authors changelog changes makefile thumbs.db"
              + " md5sums");

  private FileKinds() {}

  enum Kind {
    SPEECH,
    UNKNOWN,
    OTHER
  }

  /**
   * Whether a name says that a file holds neither sound nor video, as a README does.
   *
   * @param file need not exist
   * @return false also if the name says nothing
   */
  public static boolean namesNoRecording(Path file) {
    return of(file) == Kind.OTHER;
  }

  private static Set<String> set(String words) {
    return Set.of(words.split(" "));
  }

  static Kind of(Path file) {
    String extension = CorpusFile.extension(file);
    if (quality(extension) < 3) {
      return Kind.SPEECH;
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return OTHER.contains(extension) || OTHER_NAMES.contains(name) ? Kind.OTHER : Kind.UNKNOWN;
  }

  /** One name for all extensions of a format. */
  public static String format(String extension) {
    return switch (extension) {
      case "wave" -> "wav";
      case "aiff", "aifc" -> "aif";
      case "sph" -> "nist";
      case "oga" -> "ogg";
      case "mpeg" -> "mpg";
      default -> extension;
    };
  }

  /** Which of two copies of a recording to take: the lower number. */
  public static int quality(String extension) {
    if (LOSSLESS.contains(extension)) {
      return 0;
    }
    if (COMPRESSED.contains(extension)) {
      return 1;
    }
    return VIDEO.contains(extension) ? 2 : 3;
  }

  /** Hidden files and the resource forks that macOS leaves in archives. */
  static boolean hidden(Path path) {
    Path name = path.getFileName();
    return name != null && (name.toString().startsWith(".") || name.toString().equals("__MACOSX"));
  }
}
