package org.emodna.features;

/**
 * Frames in time: where each frame of a stream lies. An input's first stream of frames is the grid
 * that the others are brought to.
 */
public interface FrameGrid {
  /** The rate in Hz that lengths of a signal are counted at. */
  int sampleRate();

  /**
   * Frames that a signal gives.
   *
   * @param samples length of the signal at {@link #sampleRate()}
   * @return 0 where it is too short for one; never fewer than a shorter signal gives
   */
  int frames(int samples);

  /**
   * The middle of a frame.
   *
   * @param frame from 0
   * @return seconds from the beginning of the signal; later frames have later centres
   */
  double time(int frame);
}
