/**
 * EMO-DNA on Apache Spark: emotion of the recordings of a DataFrame ({@link
 * org.emodna.spark.EmotionRecognition}), and the matrix of a protocol trained by a cluster ({@link
 * org.emodna.spark.SparkReproduction}). Every result has the bits that one machine gives.
 */
package org.emodna.spark;
