package org.emodna.keras;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.keras.Hdf5Bytes.Cursor;

/**
 * What a group contains, as h5py stores it: in symbol tables; or, if it is asked for the forms of
 * HDF5 1.8, in link messages and, where these are many, in a heap ({@link Hdf5Heap}). Links to
 * other names and files are refused.
 */
final class Hdf5Links {
  private static final int MOST_BYTES_OF_A_NAME = 255;
  private static final int SOFT_LINK = 2;

  private final Hdf5Bytes file;
  private final Map<String, Integer> addresses = new TreeMap<>();

  private Hdf5Links(Hdf5Bytes file) {
    this.file = file;
  }

  /** Addresses of the object headers of a group's children by their names. */
  static Map<String, Integer> of(Hdf5Bytes file, Hdf5Header group) {
    Hdf5Links links = new Hdf5Links(file);
    for (Cursor table : group.all(Hdf5Header.SYMBOL_TABLE)) {
      int tree = table.address();
      Cursor heap = file.block(table.address(), "HEAP");
      heap.require(1, 0, "a heap of version");
      long size = heap.skip(3).number(8);
      links.tree(tree, file.range(heap.skip(8).address(), size), Integer.MAX_VALUE);
    }
    for (Cursor link : group.all(Hdf5Header.LINK)) {
      links.link(link);
    }
    for (Cursor info : group.all(Hdf5Header.LINK_INFO)) {
      info.require(1, 0, "link information of version");
      info.skip((info.u1() & 1) != 0 ? 8 : 0);
      int heap = info.address();
      if (heap != Hdf5Bytes.NONE) {
        new Hdf5Heap(file, heap).each(info.address(), links::link);
      }
    }
    return links.addresses;
  }

  /**
   * A node of a B-tree of version 1.
   *
   * @param names of the group's children
   * @param above level of the node above
   */
  private void tree(int address, Cursor names, int above) {
    Cursor node = file.block(address, "TREE");
    node.require(1, 0, "a tree of kind");
    int level = node.u1();
    if (level >= above) {
      throw file.unsound("has a tree whose levels do not fall");
    }
    int entries = node.u2();
    node.skip(16);
    for (int i = 0; i < entries; i++) {
      int child = node.skip(8).address();
      if (level > 0) {
        tree(child, names, level);
      } else {
        symbols(child, names);
      }
    }
  }

  private void symbols(int address, Cursor names) {
    Cursor node = file.block(address, "SNOD");
    node.require(1, 1, "a symbol table of version");
    int entries = node.skip(1).u2();
    for (int i = 0; i < entries; i++) {
      long name = node.number(8);
      int object = node.address();
      if (node.number(4) == SOFT_LINK) {
        throw file.unsound("has links to other names");
      }
      node.skip(20);
      Cursor place = file.range(names.at() + name, names.left() - name);
      add(place.terminated(MOST_BYTES_OF_A_NAME), object);
    }
  }

  private void link(Cursor message) {
    message.require(1, 1, "a link of version");
    int flags = message.u1();
    if ((flags & 8) != 0 && message.u1() != 0) {
      throw file.unsound("has links to other names");
    }
    message.skip((flags & 4) != 0 ? 8 : 0).skip((flags & 16) != 0 ? 1 : 0);
    long length = message.number(1 << (flags & 3));
    if (length > MOST_BYTES_OF_A_NAME) {
      throw file.unsound("has a name of " + length + " bytes");
    }
    byte[] name = message.text((int) length).getBytes(StandardCharsets.ISO_8859_1);
    add(new String(name, StandardCharsets.UTF_8), message.address());
  }

  private void add(String name, int object) {
    file.step();
    if (name.isEmpty() || name.contains("/") || addresses.putIfAbsent(name, object) != null) {
      throw file.unsound("has two objects, or none, of the name '" + name + "'");
    }
  }
}
