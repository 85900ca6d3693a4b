package org.emodna.keras;

import java.util.Map;
import java.util.TreeMap;
import org.emodna.keras.Hdf5Bytes.Cursor;

/**
 * Datasets of an HDF5 file, as far as Keras uses the format: groups of any form that h5py writes,
 * and in them datasets that are stored in one piece. It follows "HDF5 File Format Specification
 * Version 3.0". A reader of the whole format can't be held to the size of a file that lies about
 * itself; this one reads each block once ({@link Hdf5Bytes}).
 */
final class Hdf5File {
  private static final String SIGNATURE = "\u0089HDF\r\n\u001a\n";

  /** Root, layer, the layer again, and some more. */
  private static final int MOST_LEVELS = 6;

  private final Hdf5Bytes file;
  private final Map<String, Hdf5Dataset> datasets = new TreeMap<>();
  private long bytes;

  private Hdf5File(Hdf5Bytes file) {
    this.file = file;
  }

  /**
   * All datasets by their paths, such as "dense_1/dense_1/bias:0".
   *
   * @param name what messages call the file
   * @throws KerasException if it is not sound, or has what Keras does not write
   */
  static Map<String, Hdf5Dataset> datasets(byte[] content, String name) {
    Hdf5File file = new Hdf5File(new Hdf5Bytes(content, name));
    file.collect("", file.root(), 0);
    return file.datasets;
  }

  /** Address of the object header of the root group. */
  private int root() {
    if (file.size() < SIGNATURE.length()) {
      throw file.unsound("is too short");
    }
    Cursor in = file.range(0, file.size());
    if (!in.text(SIGNATURE.length()).equals(SIGNATURE)) {
      throw file.unsound("does not begin as one");
    }
    int version = in.u1();
    if (version > 3) {
      throw file.unsound("has the version " + version);
    }
    in.skip(version < 2 ? 4 : 0);
    in.require(1, 8, "addresses of the size");
    in.require(1, 8, "lengths of the size");
    // Sizes of trees' nodes, and flags.
    in.skip(version == 0 ? 9 : version == 1 ? 13 : 1);
    in.require(8, 0, "a base address of");
    in.skip(8);
    if (in.number(8) > file.size()) {
      throw file.unsound("is cut off");
    }
    return in.skip(version < 2 ? 16 : 0).address();
  }

  private void collect(String path, int address, int level) {
    Hdf5Header header = new Hdf5Header(file, address);
    if (header.has(Hdf5Header.LAYOUT)) {
      Hdf5Dataset dataset = new Hdf5Dataset(file, header);
      datasets.put(path, dataset);
      bytes += dataset.bytes();
      if (bytes > file.size()) {
        throw file.unsound("has weights that lie on one another");
      }
      return;
    }
    boolean group =
        header.has(Hdf5Header.SYMBOL_TABLE)
            || header.has(Hdf5Header.LINK_INFO)
            || header.has(Hdf5Header.LINK)
            || header.has(Hdf5Header.GROUP_INFO);
    if (!group || level > MOST_LEVELS) {
      throw file.unsound("has '" + path + "', which is no layer and no weight");
    }
    Hdf5Links.of(file, header)
        .forEach(
            (name, child) -> collect(path.isEmpty() ? name : path + "/" + name, child, level + 1));
  }
}
