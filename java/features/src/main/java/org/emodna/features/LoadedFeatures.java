package org.emodna.features;

import java.util.List;
import org.emodna.audio.SignalQuality;

/**
 * Features of many recordings as they were extracted, before normalisation.
 *
 * @param inputs how many recordings were asked for
 * @param kept numbers of those that worked, ascending; the lists below follow it
 * @param ids of the recordings
 * @param speakers of the recordings; null where it is not known
 * @param features of each, not normalised
 * @param contentHashes SHA-256 of the bytes of each one's file
 * @param qualities how much of each was used, and what is in it
 * @param failures the recordings that did not work
 * @param contentHash SHA-256 over ids and the content of their files
 */
public record LoadedFeatures(
    int inputs,
    int[] kept,
    List<String> ids,
    List<String> speakers,
    List<Features> features,
    List<String> contentHashes,
    List<SignalQuality> qualities,
    List<FailedInput> failures,
    String contentHash) {}
