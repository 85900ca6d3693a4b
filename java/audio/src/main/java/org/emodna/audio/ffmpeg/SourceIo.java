package org.emodna.audio.ffmpeg;

import java.io.IOException;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.emodna.audio.content.ByteSource;

/**
 * Lets FFmpeg read a {@link ByteSource}. FFmpeg calls back on the thread that decodes, so the
 * source is found through that thread: JavaCPP has room for a handful of callback objects only, and
 * these two serve every file.
 */
public final class SourceIo implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;
  private static final int INPUT_ERROR = -5; // AVERROR(EIO)
  private static final int INVALID = -22; // AVERROR(EINVAL)

  private static final ThreadLocal<SourceIo> CURRENT = new ThreadLocal<>();
  private static final Reader READER = new Reader();
  private static final Seeker SEEKER = new Seeker();

  private final ByteSource source;
  private long position;
  private long spent;
  private IOException failure;

  public SourceIo(ByteSource source) {
    this.source = source;
    CURRENT.set(this);
  }

  ByteSource source() {
    return source;
  }

  /** How many bytes there are; of a pipe whose end was not reached, how many were read. */
  long known() {
    return source.sizeKnown() ? source.size() : position;
  }

  /** Why reading failed, or null. */
  IOException failure() {
    return failure;
  }

  public void rewind() {
    position = 0;
  }

  /** A new context, to be freed by {@link #free}. */
  AVIOContext open() {
    BytePointer buffer = new BytePointer(avutil.av_malloc(BUFFER));
    AVIOContext context =
        buffer.isNull()
            ? null
            : avformat.avio_alloc_context(
                buffer,
                BUFFER,
                0,
                null,
                READER,
                (Write_packet_Pointer_BytePointer_int) null,
                source.forwardOnly() ? null : SEEKER);
    if (context == null || context.isNull()) {
      avutil.av_free(buffer);
      throw new OutOfMemoryError("FFmpeg has no memory for a read buffer");
    }
    return context;
  }

  static void free(AVIOContext context) {
    // FFmpeg may have replaced the buffer, so it is the context's that is freed.
    avutil.av_free(context.buffer());
    avformat.avio_context_free(context);
  }

  @Override
  public void close() {
    CURRENT.remove();
  }

  private boolean spend(int bytes) {
    spent += Math.max(bytes, 256);
    // An intact file is read about once. A damaged one can make a demuxer seek for ever.
    return spent <= (64L << 20) + 16 * known();
  }

  private int read(BytePointer to, int size) {
    if (!spend(0)) {
      return INPUT_ERROR;
    }
    try {
      int count = source.read(position, to.capacity(size).asByteBuffer());
      if (count <= 0) {
        return avutil.AVERROR_EOF();
      }
      position += count;
      spend(count);
      return count;
    } catch (IOException e) {
      failure = e;
      return INPUT_ERROR;
    }
  }

  private long seek(long offset, int whence) {
    if (!spend(0)) {
      return INPUT_ERROR;
    }
    if ((whence & avformat.AVSEEK_SIZE) != 0) {
      return source.size();
    }
    long target =
        switch (whence & ~avformat.AVSEEK_FORCE) {
          case SEEK_CUR -> position + offset;
          case SEEK_END -> source.size() + offset;
          default -> offset;
        };
    if (target < 0) {
      return INVALID;
    }
    position = target;
    return target;
  }

  private static final class Reader extends Read_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer opaque, BytePointer buffer, int size) {
      SourceIo io = CURRENT.get();
      return io == null ? INPUT_ERROR : io.read(buffer, size);
    }
  }

  private static final class Seeker extends Seek_Pointer_long_int {
    @Override
    public long call(Pointer opaque, long offset, int whence) {
      SourceIo io = CURRENT.get();
      return io == null ? INPUT_ERROR : io.seek(offset, whence);
    }
  }
}
