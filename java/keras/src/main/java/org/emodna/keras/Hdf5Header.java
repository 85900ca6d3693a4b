package org.emodna.keras;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.emodna.keras.Hdf5Bytes.Cursor;

/** The object header of a group or a dataset, of version 1 or 2: the messages that matter here. */
final class Hdf5Header {
  static final int DATASPACE = 0x01;
  static final int LINK_INFO = 0x02;
  static final int DATATYPE = 0x03;
  static final int LINK = 0x06;
  static final int LAYOUT = 0x08;
  static final int GROUP_INFO = 0x0a;
  static final int SYMBOL_TABLE = 0x11;

  private static final int CONTINUATION = 0x10;

  /** Attributes and times are passed over. */
  private static final Set<Integer> KEPT =
      Set.of(DATASPACE, LINK_INFO, DATATYPE, LINK, LAYOUT, GROUP_INFO, SYMBOL_TABLE);

  /** Says that a message's body lies elsewhere. */
  private static final int SHARED = 2;

  private record Message(int type, int flags, Cursor body) {}

  private final Hdf5Bytes file;
  private final List<Message> messages = new ArrayList<>();
  private final Deque<Cursor> chunks = new ArrayDeque<>();

  /** Reads all chunks of a header. */
  Hdf5Header(Hdf5Bytes file, int address) {
    this.file = file;
    Cursor in = file.block(address);
    int first = in.u1();
    if (first == 1) {
      in.skip(7);
      int size = (int) Math.min(Integer.MAX_VALUE, in.number(4));
      chunks.add(in.skip(4).part(size));
      while (!chunks.isEmpty()) {
        messages(chunks.remove());
      }
    } else {
      in = file.range(address, (long) file.size() - address);
      if (!in.text(4).equals("OHDR")) {
        throw file.unsound("has no object header at byte " + address);
      }
      in.require(1, 2, "an object header of version");
      int flags = in.u1();
      in.skip((flags & 0x20) != 0 ? 16 : 0).skip((flags & 0x10) != 0 ? 4 : 0);
      int size = (int) Math.min(Integer.MAX_VALUE, in.number(1 << (flags & 3)));
      chunks.add(in.part(size));
      while (!chunks.isEmpty()) {
        messages(chunks.remove(), (flags & 4) != 0 ? 2 : 0);
      }
    }
  }

  /** Of version 1. */
  private void messages(Cursor in) {
    while (in.left() >= 8) {
      int type = in.u2();
      int size = in.u2();
      int flags = in.u1();
      Cursor body = in.skip(3).part(size);
      if (type == CONTINUATION) {
        int address = body.address();
        int length = length(body);
        chunks.add(file.block(address).part(length));
      } else {
        keep(type, flags, body);
      }
    }
  }

  /**
   * Of version 2, whose chunks may end in a gap.
   *
   * @param order bytes of each message's number
   */
  private void messages(Cursor in, int order) {
    while (in.left() >= 4 + order) {
      int type = in.u1();
      int size = in.u2();
      int flags = in.u1();
      Cursor body = in.skip(order).part(size);
      if (type == CONTINUATION) {
        int address = body.address();
        int length = length(body);
        // Without signature and checksum.
        chunks.add(file.block(address, "OCHK").part(length - 8));
      } else {
        keep(type, flags, body);
      }
    }
  }

  private int length(Cursor body) {
    return (int) Math.min(Integer.MAX_VALUE, body.number(8));
  }

  private void keep(int type, int flags, Cursor body) {
    file.step();
    if (KEPT.contains(type)) {
      messages.add(new Message(type, flags, body));
    }
  }

  boolean has(int type) {
    return messages.stream().anyMatch(one -> one.type() == type);
  }

  /** Bodies of all messages of a type, each to be read once. */
  List<Cursor> all(int type) {
    List<Cursor> bodies = new ArrayList<>();
    for (Message one : messages) {
      if (one.type() == type) {
        if ((one.flags() & SHARED) != 0) {
          throw file.unsound("has a message that lies elsewhere");
        }
        bodies.add(one.body());
      }
    }
    return bodies;
  }

  /** The body of the only message of a type, to be read once. */
  Cursor one(int type) {
    List<Cursor> bodies = all(type);
    if (bodies.size() != 1) {
      throw file.unsound("has an object with %d messages %d".formatted(bodies.size(), type));
    }
    return bodies.get(0);
  }
}
