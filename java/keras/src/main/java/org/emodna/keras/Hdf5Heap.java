package org.emodna.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.emodna.keras.Hdf5Bytes.Cursor;

/**
 * A fractal heap with the links of a group that has many, and the B-tree of version 2 that finds
 * them by name. Groups of up to some hundred links are read: a root block of direct blocks, and a
 * tree of two levels.
 */
final class Hdf5Heap {
  private static final int LINKS_BY_NAME = 5;

  /** Of the name, before the heap's number of a link. */
  private static final int HASH = 4;

  /** Signature, version, kind and checksum of a tree's node. */
  private static final int NODE = 10;

  /** A direct block: where its bytes begin in the heap, how many they are, where it lies. */
  private record Block(long offset, long size, int address) {}

  private final Hdf5Bytes file;
  private final List<Block> blocks = new ArrayList<>();
  private final int idSize;
  private final int offsetSize;

  Hdf5Heap(Hdf5Bytes file, int address) {
    this.file = file;
    Cursor in = file.block(address, "FRHP");
    in.require(1, 0, "a heap of version");
    idSize = in.u2();
    in.require(2, 0, "filters of the size");
    // Flags, and the sizes of what is in it.
    in.skip(1 + 4 + 12 * 8);
    int width = in.u2();
    long start = in.number(8);
    long largest = in.number(8);
    offsetSize = (in.u2() + 7) / 8;
    in.skip(2);
    int root = in.address();
    int rows = in.u2();
    if (idSize - 1 - offsetSize < 1 || idSize - 1 - offsetSize > 8 || offsetSize > 8) {
      throw file.unsound("has a heap with numbers of " + idSize + " bytes");
    }
    if (rows == 0) {
      blocks.add(new Block(0, start, root));
    } else {
      indirect(root, rows, width, start, largest);
    }
  }

  private void indirect(int address, int rows, int width, long start, long largest) {
    Cursor in = file.block(address, "FHIB");
    in.skip(1 + 8 + offsetSize);
    long offset = 0;
    long size = start;
    for (int row = 0; row < rows; row++) {
      if (size > largest || size > file.size()) {
        throw file.unsound("has a group of more links than can be read");
      }
      for (int column = 0; column < width; column++) {
        file.step();
        blocks.add(new Block(offset, size, in.address()));
        offset += size;
      }
      // The first two rows have blocks of one size.
      size = row == 0 ? size : 2 * size;
    }
  }

  /** Hands over each link that a tree names. */
  void each(int tree, Consumer<Cursor> use) {
    Cursor in = file.block(tree, "BTHD");
    in.require(1, 0, "a tree of version");
    in.require(1, LINKS_BY_NAME, "a tree of kind");
    long nodeSize = in.number(4);
    in.require(2, HASH + idSize, "records of the size");
    int depth = in.u2();
    int root = in.skip(2).address();
    int records = in.u2();
    if (depth > 1) {
      throw file.unsound("has a group of more links than can be read");
    }
    if (depth == 0 && records > 0) {
      records(file.block(root, "BTLF"), records, use);
    } else if (records > 0) {
      Cursor node = file.block(root, "BTIN");
      records(node, records, use);
      int countSize = (nodeSize - NODE) / (HASH + idSize) < 256 ? 1 : 2;
      for (int i = 0; i <= records; i++) {
        int child = node.address();
        records(file.block(child, "BTLF"), (int) node.number(countSize), use);
      }
    }
  }

  private void records(Cursor node, int count, Consumer<Cursor> use) {
    node.skip(2);
    for (int i = 0; i < count; i++) {
      Cursor id = node.skip(HASH).part(idSize);
      file.step();
      id.require(1, 0, "a link of kind");
      long offset = id.number(offsetSize);
      use.accept(object(offset, id.number(id.left())));
    }
  }

  private Cursor object(long offset, long length) {
    for (Block block : blocks) {
      long within = offset - block.offset();
      if (within >= 0 && within < block.size() && block.address() != Hdf5Bytes.NONE) {
        return file.range(block.address() + within, length);
      }
    }
    throw file.unsound("has a link that no block of its heap holds");
  }
}
