/**
 * What every module uses: errors that have parts ({@link org.emodna.base.Problem}), progress as
 * typed events ({@link org.emodna.base.Progress}), files that are replaced in one step, hashes of
 * content, names of paths as text, range checks and sections of settings, and where parts from
 * outside are looked for. Nothing here knows of audio, features or training. All of it is public
 * API; the exceptions of other modules extend {@link org.emodna.base.EmoDnaException}.
 */
package org.emodna.base;
