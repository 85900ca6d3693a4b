package org.emodna.spark;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files behind another scheme, so that nothing but Hadoop can read them. */
public final class OtherFileSystem extends RawLocalFileSystem {
  private static final AtomicInteger OPENED = new AtomicInteger();

  static int opened() {
    return OPENED.get();
  }

  @Override
  public URI getUri() {
    return URI.create("other:///");
  }

  @Override
  protected void checkPath(Path path) {}

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return super.getFileStatus(new Path(path.toUri().getPath()));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    OPENED.incrementAndGet();
    return super.open(new Path(path.toUri().getPath()), bufferSize);
  }
}
