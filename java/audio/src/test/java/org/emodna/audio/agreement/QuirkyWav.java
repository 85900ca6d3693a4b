package org.emodna.audio.agreement;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes WAV with the headers that writers in the world have made. */
final class QuirkyWav {
  private static final byte[] GUID_TAIL = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  private final Source source;
  private final List<byte[]> before = new ArrayList<>();
  private final List<byte[]> after = new ArrayList<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private String form = "RIFF";
  private int depth = 16;
  private boolean floating;
  private boolean extensible;
  private int validBits;
  private int fmtBytes = 16;
  private Long riffSize;
  private Long dataSize;
  private Integer byteRate;
  private Integer blockAlign;
  private byte[] prefix = {};
  private int dropped;

  QuirkyWav(Source source) {
    this.source = source;
  }

  QuirkyWav depth(int bits) {
    depth = bits;
    return this;
  }

  QuirkyWav floating(int bits) {
    floating = true;
    return depth(bits);
  }

  /** WAVE_FORMAT_EXTENSIBLE that says how many of the container's bits are used. */
  QuirkyWav extensible(int valid) {
    extensible = true;
    validBits = valid;
    fmtBytes = 40;
    return this;
  }

  QuirkyWav fmtBytes(int bytes) {
    fmtBytes = bytes;
    return this;
  }

  QuirkyWav bigEndian() {
    order = ByteOrder.BIG_ENDIAN;
    form = "RIFX";
    return this;
  }

  /** RF64 or BW64: sizes in a ds64 chunk. */
  QuirkyWav large(String name) {
    form = name;
    return this;
  }

  QuirkyWav riffSize(long size) {
    riffSize = size;
    return this;
  }

  QuirkyWav dataSize(long size) {
    dataSize = size;
    return this;
  }

  QuirkyWav byteRate(int value) {
    byteRate = value;
    return this;
  }

  QuirkyWav blockAlign(int value) {
    blockAlign = value;
    return this;
  }

  QuirkyWav prefix(byte[] bytes) {
    prefix = bytes;
    return this;
  }

  /** Leaves bytes out at the end of the sound. */
  QuirkyWav drop(int bytes) {
    dropped = bytes;
    return this;
  }

  /** A chunk between fmt and data. */
  QuirkyWav before(String name, int bytes) {
    before.add(chunk(name, filler(bytes), true));
    return this;
  }

  /** The same without the byte that an odd size asks for. */
  QuirkyWav beforeUnpadded(String name, int bytes) {
    before.add(chunk(name, filler(bytes), false));
    return this;
  }

  /** A chunk behind the sound. */
  QuirkyWav after(String name, int bytes) {
    after.add(chunk(name, filler(bytes), true));
    return this;
  }

  QuirkyWav afterBytes(byte[] bytes) {
    after.add(bytes);
    return this;
  }

  static byte[] filler(int bytes) {
    byte[] filler = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      filler[i] = (byte) (i * 37 % 101);
    }
    return filler;
  }

  private byte[] chunk(String name, byte[] content, boolean padded) {
    int pad = padded ? content.length & 1 : 0;
    return ByteBuffer.allocate(8 + content.length + pad)
        .order(order)
        .put(name.getBytes(StandardCharsets.US_ASCII))
        .putInt(content.length)
        .put(content)
        .array();
  }

  private byte[] fmt() {
    int align = source.channels() * ((depth + 7) / 8);
    ByteBuffer fmt = ByteBuffer.allocate(Math.max(fmtBytes, 16)).order(order);
    fmt.putShort((short) (extensible ? 0xFFFE : floating ? 3 : 1));
    fmt.putShort((short) source.channels());
    fmt.putInt(source.rate());
    fmt.putInt(byteRate != null ? byteRate : source.rate() * align);
    fmt.putShort((short) (blockAlign != null ? blockAlign : align));
    fmt.putShort((short) depth);
    if (fmtBytes >= 18) {
      fmt.putShort((short) (extensible ? 22 : 0));
    }
    if (extensible) {
      fmt.putShort((short) validBits);
      fmt.putInt(source.channels() == 1 ? 4 : (1 << source.channels()) - 1);
      fmt.putShort((short) (floating ? 3 : 1)).put(GUID_TAIL);
    }
    return chunk("fmt ", fmt.array(), true);
  }

  byte[] bytes() {
    byte[] whole = floating ? source.floats(depth, order) : source.integers(depth, order);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("WAVE".getBytes(StandardCharsets.US_ASCII));
    boolean large = form.equals("RF64") || form.equals("BW64");
    if (large) {
      ByteBuffer sizes = ByteBuffer.allocate(28).order(order);
      sizes.putLong(0).putLong(whole.length).putLong(source.length()).putInt(0);
      body.writeBytes(chunk("ds64", sizes.array(), true));
    }
    body.writeBytes(fmt());
    before.forEach(body::writeBytes);
    long declared = dataSize != null ? dataSize : large ? 0xFFFF_FFFFL : whole.length;
    body.writeBytes("data".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(ByteBuffer.allocate(4).order(order).putInt((int) declared).array());
    body.write(whole, 0, whole.length - dropped);
    if (dropped == 0 && (whole.length & 1) == 1) {
      body.write(0);
    }
    after.forEach(body::writeBytes);
    long size = riffSize != null ? riffSize : large ? 0xFFFF_FFFFL : body.size();
    return ByteBuffer.allocate(prefix.length + 8 + body.size())
        .order(order)
        .put(prefix)
        .put(form.getBytes(StandardCharsets.US_ASCII))
        .putInt((int) size)
        .put(body.toByteArray())
        .array();
  }
}
