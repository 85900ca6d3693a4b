package org.emodna.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
  void oneThatHasThrownIsToldNoMore() {
    List<ProgressEvent> heard = new ArrayList<>();
    IllegalStateException thrown = new IllegalStateException();
    Progress progress =
        Progress.serial(
            event -> {
              heard.add(event);
              if (heard.size() == 2) {
                throw thrown;
              }
            });
    progress.advance(1, "a.wav");
    assertSame(
        thrown, assertThrows(IllegalStateException.class, () -> progress.advance(2, "b.wav")));
    progress.advance(3, "c.wav");
    assertEquals(2, heard.size());
  }

  @Test
  void aWarningNamesItsSubjectWhereItHasOne() {
    assertEquals("a.wav: is silent", new Warned("a.wav", "is silent").message());
    assertEquals("the disk is nearly full", new Warned("", "the disk is nearly full").message());
  }
}
