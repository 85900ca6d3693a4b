package org.emodna.audio.ffmpeg;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.emodna.audio.AudioException;
import org.emodna.base.Problem;
import org.emodna.kernels.internal.loading.LoadFailure;
import org.emodna.kernels.internal.loading.NativeModule;

/** Loads FFmpeg once, turns its error codes into text, and catches what it logs file by file. */
public final class Ffmpeg {
  private static final System.Logger LOG = System.getLogger(Ffmpeg.class.getName());

  private static final int MAX_LINES = 10;
  private static final ThreadLocal<Set<String>> SINK = new ThreadLocal<>();

  /** Kept here because FFmpeg holds a pointer to it that the garbage collector does not see. */
  private static final Object CALLBACK;

  /** What is loaded here; the numbers are those of FFmpeg 8.0. */
  public static final NativeModule MODULE =
      new NativeModule(
          "FFmpeg",
          "org.bytedeco:ffmpeg",
          Ffmpeg.class,
          "org/bytedeco/ffmpeg",
          List.of(
              "libavutil.so.60",
              "libjniavutil.so",
              "libswresample.so.6",
              "libjniswresample.so",
              "libavcodec.so.62",
              "libjniavcodec.so",
              "libavformat.so.62",
              "libjniavformat.so"));

  private static final Throwable FAILURE;
  private static final String REASON;

  static {
    Object callback = null;
    Throwable failure = null;
    String reason = null;
    try {
      callback = LineCatcher.install();
    } catch (LinkageError | RuntimeException e) {
      failure = e;
      reason = LoadFailure.explain(MODULE, e);
    }
    CALLBACK = callback;
    FAILURE = failure;
    REASON = reason;
  }

  private Ffmpeg() {}

  /** Checks that FFmpeg could be loaded. */
  public static void require(String source) {
    if (CALLBACK == null) {
      throw new AudioException(Problem.of(source, REASON), FAILURE);
    }
  }

  /** Starts to collect what FFmpeg logs on this thread. */
  public static void startLog() {
    SINK.set(new LinkedHashSet<>());
  }

  /** Ends what {@link #startLog} began. Returns the distinct lines of errors, at most some ten. */
  public static List<String> endLog() {
    Set<String> lines = SINK.get();
    SINK.remove();
    return lines == null ? List.of() : new ArrayList<>(lines);
  }

  /** What was logged since the last call, or since {@link #startLog}. */
  static List<String> takeLog() {
    Set<String> lines = SINK.get();
    if (lines == null || lines.isEmpty()) {
      return List.of();
    }
    List<String> taken = new ArrayList<>(lines);
    lines.clear();
    return taken;
  }

  /** FFmpeg's words for a negative status. */
  public static String error(int code) {
    byte[] text = new byte[256];
    avutil.av_strerror(code, text, text.length);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  /** Called by FFmpeg on the thread that decodes, as decoders run with one thread. */
  private static final class LineCatcher extends LogCallback {
    /**
     * Loads FFmpeg and listens to it. Here, since without FFmpeg's jar this class can't be loaded.
     */
    static Object install() {
      Loader.load(avutil.class);
      Loader.load(avcodec.class);
      Loader.load(avformat.class);
      avutil.av_log_set_level(avutil.AV_LOG_ERROR);
      LogCallback callback = new LineCatcher();
      avutil.setLogCallback(callback);
      return callback;
    }

    @Override
    public void call(int level, BytePointer message) {
      Set<String> lines = SINK.get();
      if (level > avutil.AV_LOG_ERROR || lines != null && lines.size() >= MAX_LINES) {
        return;
      }
      String line = new String(message.getStringBytes(), StandardCharsets.UTF_8).strip();
      // The address of FFmpeg's object in "[mp3 @ 0x7f…]" differs from run to run.
      line = line.replaceAll(" @ 0x[0-9a-f]+\\]", "]");
      if (line.isEmpty()) {
        return;
      }
      if (lines != null) {
        lines.add(line);
      }
      try {
        LOG.log(System.Logger.Level.DEBUG, line);
      } catch (RuntimeException e) {
        // A faulty logger must not throw through FFmpeg; what is wrong with the file is in lines.
        return;
      }
    }
  }
}
