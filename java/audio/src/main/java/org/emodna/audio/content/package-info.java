/**
 * What the bytes of a source are, before FFmpeg sees them: tags around the sound, the containers
 * that are believed, what is refused, and which samples are plausible. Internal.
 */
package org.emodna.audio.content;
