package org.emodna.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Sum;
import org.emodna.kernels.Tensor;
import org.emodna.model.Network;
import org.emodna.objective.Sharing;
import org.emodna.objective.Term;

/**
 * The loss terms of a step, in the order in which they run. On a GPU, terms that say what they
 * share ({@link Term#sharing}) run in branches, each as early as those before it allow. Where two
 * of them would add to the gradient of one output at once, all but the first have copies of it,
 * which are added in the order of the terms: the bits are those of one term after another.
 */
final class TermSchedule {
  private final StepTensors tensors;
  private final TrainingConfig config;
  private final Stream stream;

  /** What runs at the same time, stage after stage. */
  private final List<List<Runnable>> stages = new ArrayList<>();

  /**
   * Binds the terms.
   *
   * @param branches whether terms may run beside each other
   */
  TermSchedule(StepTensors tensors, TrainingConfig config, boolean branches) {
    this.tensors = tensors;
    this.config = config;
    stream = tensors.stream();
    Map<Network.Group, Tensor> outputs = new HashMap<>();
    tensors.groups().forEach(group -> outputs.put(group, tensors.output(group).gradients()));
    List<Term> open = new ArrayList<>();
    for (Term term : config.termsInUse()) {
      if (branches && term.sharing(config).isPresent()) {
        open.add(term);
      } else {
        bind(open);
        open.clear();
        stages.add(List.of(term.bind(new TermStep(tensors, term, outputs))::run));
      }
    }
    bind(open);
  }

  /** Queues all terms. */
  void run() {
    stages.forEach(stream::branches);
  }

  private Sharing sharing(Term term) {
    return term.sharing(config).orElseThrow();
  }

  /** Terms behind one another that all say what they share. */
  private void bind(List<Term> terms) {
    Map<Term, Map<Network.Group, Tensor>> gradients = new HashMap<>();
    terms.forEach(term -> gradients.put(term, new HashMap<>()));
    List<Runnable> sums = new ArrayList<>();
    for (Network.Group group : tensors.groups()) {
      List<Term> users =
          terms.stream()
              .filter(term -> !Collections.disjoint(term.roles(), group.roles()))
              .toList();
      copies(group, users, gradients).ifPresent(sums::add);
    }
    List<TermStep> bound = new ArrayList<>();
    List<Term.Pass> passes = new ArrayList<>();
    for (Term term : terms) {
      TermStep step = new TermStep(tensors, term, gradients.get(term));
      passes.add(term.bind(step));
      bound.add(step);
    }
    int first = stages.size();
    int[] stage = new int[terms.size()];
    for (int t = 0; t < stage.length; t++) {
      for (int before = 0; before < t; before++) {
        if (sharing(terms.get(t)).meets(sharing(terms.get(before)))
            || bound.get(t).sharesParameters(bound.get(before))) {
          stage[t] = Math.max(stage[t], stage[before] + 1);
        }
      }
      if (first + stage[t] == stages.size()) {
        stages.add(new ArrayList<>());
      }
      stages.get(first + stage[t]).add(passes.get(t)::run);
    }
    if (!sums.isEmpty()) {
      stages.add(sums);
    }
  }

  /**
   * Gives each of an output's users the gradient that it adds to. The first ones take the output's
   * own as long as each must wait for the one before it.
   *
   * @return what adds the copies; empty where there are none
   */
  private Optional<Runnable> copies(
      Network.Group group, List<Term> users, Map<Term, Map<Network.Group, Tensor>> gradients) {
    Tensor own = tensors.output(group).gradients();
    int waiting = Math.min(1, users.size());
    while (waiting < users.size()
        && sharing(users.get(waiting)).meets(sharing(users.get(waiting - 1)))) {
      waiting++;
    }
    users.subList(0, waiting).forEach(user -> gradients.get(user).put(group, own));
    int count = users.size() - waiting;
    if (count == 0) {
      return Optional.empty();
    }
    Tensor copies = tensors.zeroedEachStep(count, own.elements());
    for (int k = 0; k < count; k++) {
      Tensor copy = copies.view(k * own.elements(), own.shape());
      gradients.get(users.get(waiting + k)).put(group, copy);
    }
    return Optional.of(new Sum(stream, copies, own)::run);
  }
}
