/**
 * Reader and writer of the one file format for tensors: features, models and checkpoints. Files may
 * come from strangers, so every size is checked against a cap before anything is allocated. It
 * knows nothing of what the tensors mean.
 */
package org.emodna.safetensors;
