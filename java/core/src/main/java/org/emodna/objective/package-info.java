/**
 * What training minimises: methods ({@link org.emodna.objective.Objective}), each a list of terms
 * ({@link org.emodna.objective.Term}), and the registry of both. One file holds a method, one a
 * term with its settings, its parameters and its passes forward and backward. A term knows a step
 * only as a {@link org.emodna.objective.Step}, so that terms from a user's jar are equal to those
 * here.
 */
package org.emodna.objective;
