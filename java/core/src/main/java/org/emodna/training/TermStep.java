package org.emodna.training;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.model.Network;
import org.emodna.objective.LoggedValue;
import org.emodna.objective.Rows;
import org.emodna.objective.Settings;
import org.emodna.objective.Step;
import org.emodna.objective.Term;

/**
 * A step as a term sees it. Gradients of outputs are the term's own where it runs beside others,
 * and so are its names of logged values and state.
 */
final class TermStep implements Step {
  private final StepTensors tensors;
  private final Term term;
  private final Map<Network.Group, Tensor> gradients;

  /** Names of the parameters whose gradients were asked for. */
  private final Set<String> parameters = new HashSet<>();

  /**
   * @param gradients what the term adds to, of each output that it uses
   */
  TermStep(StepTensors tensors, Term term, Map<Network.Group, Tensor> gradients) {
    this.tensors = tensors;
    this.term = term;
    this.gradients = gradients;
  }

  /** Whether both add to the gradient of one parameter. */
  boolean sharesParameters(TermStep other) {
    return !Collections.disjoint(parameters, other.parameters);
  }

  private Tensor gradientsOf(String role) {
    Tensor own = gradients.get(tensors.group(role));
    if (own == null) {
      throw new InvalidArgumentException(
          "the term '%s' asks for the output of '%s', which is none of its roles: %s"
              .formatted(term.name(), role, term.roles()));
    }
    return own;
  }

  @Override
  public Rows output(String role) {
    return tensors.output(role, gradientsOf(role));
  }

  @Override
  public Optional<Rows> outputs(String first, String second) {
    return tensors.outputs(first, second, gradientsOf(first));
  }

  @Override
  public Tensor gradient(String name) {
    parameters.add(name);
    return tensors.gradient(name);
  }

  @Override
  public Settings settings() {
    return tensors.settings();
  }

  @Override
  public Stream stream() {
    return tensors.stream();
  }

  @Override
  public int replicas() {
    return tensors.replicas();
  }

  @Override
  public int sourceRows() {
    return tensors.sourceRows();
  }

  @Override
  public int targetRows() {
    return tensors.targetRows();
  }

  @Override
  public int rows() {
    return tensors.rows();
  }

  @Override
  public List<String> labels() {
    return tensors.labels();
  }

  @Override
  public int targetUtterances() {
    return tensors.targetUtterances();
  }

  @Override
  public int width(String role) {
    return tensors.width(role);
  }

  @Override
  public Tensor batchLabels() {
    return tensors.batchLabels();
  }

  @Override
  public Tensor targetIndex() {
    return tensors.targetIndex();
  }

  @Override
  public Term.Pass taught(Tensor labels, Tensor selected) {
    return tensors.taught(labels, selected);
  }

  @Override
  public Tensor corpusLabels() {
    return tensors.corpusLabels();
  }

  @Override
  public Tensor nuisanceClusters(int clusters) {
    return tensors.nuisanceClusters(clusters);
  }

  @Override
  public Tensor logits() {
    return tensors.logits();
  }

  @Override
  public Tensor probabilities() {
    return tensors.probabilities();
  }

  @Override
  public Tensor sourceOneHot() {
    return tensors.sourceOneHot();
  }

  @Override
  public Tensor parameter(String name) {
    return tensors.parameter(name);
  }

  @Override
  public Tensor state(String name, float[] initial) {
    return tensors.state(term, name, initial);
  }

  @Override
  public Tensor values(List<LoggedValue> values) {
    return tensors.values(term, values);
  }

  @Override
  public Tensor rampedWeight(float scale) {
    return tensors.rampedWeight(scale);
  }

  @Override
  public Tensor fixedWeight(float value) {
    return tensors.fixedWeight(value);
  }

  @Override
  public Tensor floats(long... shape) {
    return tensors.floats(shape);
  }

  @Override
  public Tensor zeroedEachStep(long... shape) {
    return tensors.zeroedEachStep(shape);
  }

  @Override
  public Tensor source(Tensor tensor, int width) {
    return tensors.source(tensor, width);
  }

  @Override
  public Tensor target(Tensor tensor, int width) {
    return tensors.target(tensor, width);
  }
}
