package org.emodna.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.ProgressEvent.Warned;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void shortFormsArriveAsEvents() {
    List<ProgressEvent> heard = new ArrayList<>();
    Progress progress = heard::add;
    progress.stage(Stage.SCAN, "scan a", 2);
    progress.stage("something else", 1);
    progress.advance(1, "a.wav");
    progress.warn("a.wav", "is silent");
    progress.warn("the disk is nearly full");
    assertEquals(
        List.of(
            new StageBegan(Stage.SCAN, "scan a", 2),
            new StageBegan(Stage.OTHER, "something else", 1),
            new Advanced(1, "a.wav"),
            new Warned("a.wav", "is silent"),
            new Warned("", "the disk is nearly full")),
        heard);
  }

  @Test
  void aWarningNamesItsSubjectWhereItHasOne() {
    assertEquals("a.wav: is silent", new Warned("a.wav", "is silent").message());
    assertEquals("the disk is nearly full", new Warned("", "the disk is nearly full").message());
  }
}
