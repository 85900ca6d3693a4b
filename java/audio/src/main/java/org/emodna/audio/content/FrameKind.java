package org.emodna.audio.content;

/** Kinds of frames that stand one after another without a container, told by their headers. */
enum FrameKind {
  /** MPEG-1, 2 and 2.5 audio, layers I to III. */
  MPEG(4) {
    @Override
    int length(byte[] b, int at) {
      int version = b[at + 1] >> 3 & 3;
      int layer = 4 - (b[at + 1] >> 1 & 3);
      int rateIndex = (b[at + 2] & 0xFF) >> 4;
      int frequency = b[at + 2] >> 2 & 3;
      if (b[at] != -1
          || (b[at + 1] & 0xE0) != 0xE0
          || version == 1
          || layer == 4
          || rateIndex == 0
          || rateIndex == 15
          || frequency == 3
          || (b[at + 3] & 3) == 2) {
        return -1;
      }
      boolean half = version != 3;
      int kilobits = KILOBITS[half ? (layer == 1 ? 3 : 4) : layer - 1][rateIndex];
      int hertz = HERTZ[frequency] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
      int padding = b[at + 2] >> 1 & 1;
      if (layer == 1) {
        return 4 * (12_000 * kilobits / hertz + padding);
      }
      return (layer == 3 && half ? 72_000 : 144_000) * kilobits / hertz + padding;
    }

    @Override
    int identity(byte[] b, int at) {
      return (b[at + 1] & 0xFF) << 8 | b[at + 2] & 0x0C;
    }
  },

  /** AAC with ADTS headers. */
  ADTS(7) {
    @Override
    int length(byte[] b, int at) {
      int length = (b[at + 3] & 3) << 11 | (b[at + 4] & 0xFF) << 3 | (b[at + 5] & 0xFF) >> 5;
      boolean header = b[at] == -1 && (b[at + 1] & 0xF6) == 0xF0 && (b[at + 2] >> 2 & 15) < 13;
      return header && length > 7 ? length : -1;
    }

    @Override
    int identity(byte[] b, int at) {
      return (b[at + 1] & 0xFF) << 16 | (b[at + 2] & 0xFF) << 8 | b[at + 3] & 0xC0;
    }
  },

  /** AC-3 and E-AC-3. */
  AC3(6) {
    @Override
    int length(byte[] b, int at) {
      if (b[at] != 0x0B || b[at + 1] != 0x77) {
        return -1;
      }
      int stream = (b[at + 5] & 0xFF) >> 3;
      if (stream > 10 && stream <= 16) {
        return 2 * (((b[at + 2] & 7) << 8 | b[at + 3] & 0xFF) + 1);
      }
      int frequency = (b[at + 4] & 0xFF) >> 6;
      int size = b[at + 4] & 63;
      if (stream > 10 || frequency == 3 || size > 37) {
        return -1;
      }
      int kilobits = AC3_KILOBITS[size >> 1];
      return switch (frequency) {
        case 0 -> 4 * kilobits;
        case 1 -> 2 * (320 * kilobits / 147 + (size & 1));
        default -> 6 * kilobits;
      };
    }

    @Override
    int identity(byte[] b, int at) {
      return (b[at + 5] & 0xF8) << 8 | b[at + 4] & 0xC0;
    }
  },

  /** AAC in LOAS, as broadcast. */
  LOAS(3) {
    @Override
    int length(byte[] b, int at) {
      boolean header = b[at] == 0x56 && (b[at + 1] & 0xE0) == 0xE0;
      int length = ((b[at + 1] & 0x1F) << 8 | b[at + 2] & 0xFF) + 3;
      return header && length > 10 ? length : -1;
    }

    @Override
    int identity(byte[] b, int at) {
      return 0;
    }
  },

  /** Packets of a transport stream, with or without time stamps or check bytes between them. */
  TRANSPORT(4) {
    @Override
    int length(byte[] b, int at) {
      if (b[at] != 0x47) {
        return -1;
      }
      for (int length : new int[] {188, 192, 204}) {
        if (at + length < b.length && b[at + length] == 0x47) {
          return length;
        }
      }
      return at + 188 == b.length ? 188 : -1;
    }

    @Override
    int identity(byte[] b, int at) {
      return 0;
    }
  };

  private static final int[] HERTZ = {44_100, 48_000, 32_000};

  /** By layer of MPEG-1, then layer I and the others of MPEG-2. */
  private static final int[][] KILOBITS = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
  };

  private static final int[] AC3_KILOBITS = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
  };

  /** Bytes that the header has. */
  final int header;

  FrameKind(int header) {
    this.header = header;
  }

  /** Bytes from this header to the next one; -1 where there is no header. */
  abstract int length(byte[] bytes, int at);

  /** What stays the same from header to header. */
  abstract int identity(byte[] bytes, int at);
}
