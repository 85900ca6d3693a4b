/**
 * Internal: the C API as JavaCPP binds it. All but {@link org.emodna.kernels.bindings.NativeConfig}
 * is generated from the headers while the module is built. Only {@code org.emodna.kernels} uses it.
 */
package org.emodna.kernels.bindings;
