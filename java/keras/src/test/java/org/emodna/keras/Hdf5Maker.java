package org.emodna.keras;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * HDF5 files for tests, piece by piece, sound or not: each piece says where it lies, so that others
 * can name it. A superblock of version 2, object headers of version 2, links as messages.
 */
final class Hdf5Maker {
  private static final int SUPERBLOCK = 48;
  private static final long NONE = -1;

  private byte[] bytes = new byte[SUPERBLOCK];

  /** Room for what a method of this class returns. */
  private static ByteBuffer room(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where the next piece will lie. */
  int next() {
    return bytes.length;
  }

  int add(byte[] piece) {
    int at = bytes.length;
    bytes = Arrays.copyOf(bytes, at + piece.length);
    System.arraycopy(piece, 0, bytes, at, piece.length);
    return at;
  }

  static byte[] message(int type, byte[] body) {
    return room(4 + body.length)
        .put((byte) type)
        .putShort((short) body.length)
        .put((byte) 0)
        .put(body)
        .array();
  }

  /** An object header. */
  int header(byte[]... messages) {
    int size = Arrays.stream(messages).mapToInt(one -> one.length).sum();
    ByteBuffer header = room(4 + 2 + 4 + size + 4);
    header.put(ascii("OHDR")).put((byte) 2).put((byte) 2).putInt(size);
    for (byte[] one : messages) {
      header.put(one);
    }
    return add(header.array());
  }

  int group(Map<String, Integer> children) {
    byte[][] messages = new byte[children.size() + 1][];
    messages[0] = message(Hdf5Header.GROUP_INFO, new byte[2]);
    int i = 1;
    for (Map.Entry<String, Integer> child : children.entrySet()) {
      byte[] name = ascii(child.getKey());
      ByteBuffer link = room(3 + name.length + 8);
      link.put((byte) 1).put((byte) 0).put((byte) name.length).put(name).putLong(child.getValue());
      messages[i++] = message(Hdf5Header.LINK, link.array());
    }
    return header(messages);
  }

  /** A group whose children a tree of version 1 finds. */
  int group(int tree, int heap) {
    return header(message(Hdf5Header.SYMBOL_TABLE, room(16).putLong(tree).putLong(heap).array()));
  }

  int heap(byte[] names) {
    int data = add(names);
    return add(
        room(32)
            .put(ascii("HEAP"))
            .putInt(0)
            .putLong(names.length)
            .putLong(0)
            .putLong(data)
            .array());
  }

  /** A node of a tree of version 1. */
  int tree(int level, int... children) {
    ByteBuffer node = room(32 + 16 * children.length);
    node.put(ascii("TREE")).put((byte) 0).put((byte) level).putShort((short) children.length);
    node.putLong(NONE).putLong(NONE);
    for (int child : children) {
      node.putLong(0).putLong(child);
    }
    return add(node.array());
  }

  static byte[] continuation(int address, int length) {
    return message(0x10, room(16).putLong(address).putLong(length).array());
  }

  /**
   * A dataset of float32.
   *
   * @param values where they lie
   */
  int dataset(int values, int... shape) {
    ByteBuffer space = room(4 + 8 * shape.length);
    space.put((byte) 2).put((byte) shape.length).put((byte) 0).put((byte) 1);
    long size = 4;
    for (int one : shape) {
      space.putLong(one);
      size *= one;
    }
    ByteBuffer type = room(20);
    type.putInt(0x00_1f20_11).putInt(4).putShort((short) 0).putShort((short) 32);
    type.put((byte) 23).put((byte) 8).put((byte) 0).put((byte) 23).putInt(127);
    ByteBuffer layout = room(18).put((byte) 3).put((byte) 1).putLong(values).putLong(size);
    return header(
        message(Hdf5Header.DATASPACE, space.array()),
        message(Hdf5Header.DATATYPE, type.array()),
        message(Hdf5Header.LAYOUT, layout.array()));
  }

  /** The whole file. */
  byte[] file(int root) {
    ByteBuffer superblock = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    superblock.put("\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    superblock.put((byte) 2).put((byte) 8).put((byte) 8).put((byte) 0);
    superblock.putLong(0).putLong(NONE).putLong(bytes.length).putLong(root);
    return bytes.clone();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
