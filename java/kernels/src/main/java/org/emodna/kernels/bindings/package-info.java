/**
 * The C API as JavaCPP generates it from the headers in native/include/emodna, and the settings of
 * that generator. Internal: only {@link org.emodna.kernels} calls it. Nothing here checks sizes or
 * owners, and a wrong call can end the process. The native libraries have this package as their
 * folder in the jar.
 */
package org.emodna.kernels.bindings;
