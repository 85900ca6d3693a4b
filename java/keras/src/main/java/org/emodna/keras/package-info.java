/**
 * Weights that Keras stored. {@link org.emodna.keras.ReleasedTimNet} makes a model of those that
 * TIM-Net's authors published: HDF5 files of the layout that their code and Keras define.
 */
package org.emodna.keras;
