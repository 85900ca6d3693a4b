package org.emodna.corpus.known;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.emodna.corpus.known.FolderWords.Kind;

/** An example of a {@link Layout} that fits a tree, for its user to change. */
final class LayoutHint {
  /**
   * A kind of path.
   *
   * @param emotion the level of the emotion's folder
   * @param depth folders above the file
   */
  record Shape(int emotion, int depth) {}

  private LayoutHint() {}

  /**
   * Makes one of the commonest kind of path.
   *
   * @param shapes how many files there are of each kind
   * @param levels by their distance from the emotion's folder
   * @param separator what the files' names have between their parts; empty where they have none
   */
  static String of(Map<Shape, Integer> shapes, Map<Integer, FolderLevel> levels, String separator) {
    if (shapes.isEmpty()) {
      return "{speaker}/{emotion}/{}";
    }
    Shape shape =
        shapes.entrySet().stream()
            .max(
                Map.Entry.<Shape, Integer>comparingByValue()
                    .thenComparing(entry -> entry.getKey().depth()))
            .orElseThrow()
            .getKey();
    // Where paths differ, what lies on the way from the emotion to the file is left open.
    boolean above = shapes.keySet().stream().mapToInt(Shape::emotion).distinct().count() > 1;
    boolean below =
        shapes.keySet().stream().mapToInt(one -> one.depth() - one.emotion()).distinct().count()
            > 1;
    int speaker =
        levels.values().stream()
            .filter(level -> level.names().size() > 1)
            // Without parts, the names of the files can hardly have the speaker in them.
            .filter(level -> separator.isEmpty() || !level.kind().isNoPerson())
            .min(
                Comparator.comparing((FolderLevel level) -> level.kind().isNoPerson())
                    .thenComparing(level -> level.kind() == Kind.NUMBER)
                    .thenComparing(level -> Math.abs(level.offset())))
            .map(FolderLevel::offset)
            .orElse(0);
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < shape.depth(); i++) {
      int offset = i - shape.emotion();
      boolean open = offset < 0 ? above : offset > 0 && below;
      String part =
          offset == 0 ? "{emotion}" : offset == speaker ? "{speaker}" : open ? "{...}" : "{}";
      if (!part.equals("{...}") || parts.isEmpty() || !parts.get(parts.size() - 1).equals(part)) {
        parts.add(part);
      }
    }
    parts.add(speaker == 0 && !separator.isEmpty() ? "{speaker}" + separator + "{}" : "{}");
    return String.join("/", parts);
  }
}
