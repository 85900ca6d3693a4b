/**
 * EMO-DNA on Apache Spark: recognition of emotion in the recordings of a DataFrame ({@link
 * org.emodna.spark.EmotionRecognition}), and training of a protocol's matrix on a cluster ({@link
 * org.emodna.spark.SparkReproduction}). Every result has the same bits as on one machine.
 */
package org.emodna.spark;
