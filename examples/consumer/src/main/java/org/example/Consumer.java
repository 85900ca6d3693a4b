package org.example;

import org.emodna.kernels.NativeLibrary;
import org.emodna.synthesis.SyntheticCorpus;

public final class Consumer {
  public static void main(String[] args) {
    System.out.println(NativeLibrary.version() + " " + SyntheticCorpus.NORTH.size());
  }
}
