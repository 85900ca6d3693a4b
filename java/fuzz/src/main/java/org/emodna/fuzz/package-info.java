/**
 * Targets for coverage-guided fuzzing, one for each kind of file that may come from strangers. An
 * input may end in an {@link org.emodna.base.EmoDnaException}; anything else that is thrown is a
 * fault. The module is built by scripts/fuzz alone.
 */
package org.emodna.fuzz;
