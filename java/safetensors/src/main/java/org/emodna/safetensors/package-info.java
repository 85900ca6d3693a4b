/**
 * Reader and writer of safetensors files, the one format that features, caches, models and
 * checkpoints are kept in. {@link org.emodna.safetensors.SafeTensorsFile} reads and checks, {@link
 * org.emodna.safetensors.SafeTensorsWriter} writes; a file that is broken or hostile ends in a
 * {@link org.emodna.safetensors.SafeTensorsException} before anything large is allocated. What the
 * tensors mean is the business of who uses them.
 */
package org.emodna.safetensors;
