/**
 * Weights that Keras stored. {@link org.emodna.keras.ReleasedTimNet} makes a model from those that
 * TIM-Net's authors published: HDF5 files with the layout that their code and Keras define.
 */
package org.emodna.keras;
