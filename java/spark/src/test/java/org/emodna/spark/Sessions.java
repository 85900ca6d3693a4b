package org.emodna.spark;

import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.SparkSession;

/**
 * Spark on this machine, with Kryo, as on many clusters; scripts/spark-cluster has Java's
 * serialisation, which is Spark's default.
 */
final class Sessions {
  private Sessions() {}

  /**
   * Begins a session.
   *
   * @param master such as local[2]
   */
  static SparkSession local(String master) {
    return SparkSession.builder()
        .master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.serializer", KryoSerializer.class.getName())
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", "file:/nowhere")
        .getOrCreate();
  }
}
