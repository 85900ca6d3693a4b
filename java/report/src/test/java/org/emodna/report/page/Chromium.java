package org.emodna.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium, driven by its own DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private String session;

  /** The browser on the path, if there is one. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Chromium(Path program) throws Exception {
    profile = Files.createTempDirectory("emodna-chromium");
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.txt").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    for (int i = 0; !(Files.exists(port) && Files.size(port) > 20); i++) {
      if (!process.isAlive() || i > 1200) {
        throw new IOException(
            "Chromium doesn't start: " + Files.readString(profile.resolve("output.txt")));
      }
      Thread.sleep(50);
    }
    List<String> lines = Files.readAllLines(port);
    URI address = URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, new Receiver())
            .get(60, TimeUnit.SECONDS);
    newPage();
  }

  /** Opens a fresh tab, on which all further calls act. */
  void newPage() throws Exception {
    session = null;
    String target =
        call("Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
    session =
        call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    events.clear();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** One command of the protocol; returns its result. */
  JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    int id = calls.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (session != null) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(message.toString(), true).get(60, TimeUnit.SECONDS);
    JsonNode result = answer.get(120, TimeUnit.SECONDS);
    if (result.has("error")) {
      throw new IOException(method + ": " + result.get("error"));
    }
    return result.get("result");
  }

  void size(int width, int height) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void theme(String scheme) throws Exception {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Whether pages may run scripts; what {@link #evaluate} runs is not concerned. */
  void scripts(boolean enabled) throws Exception {
    call("Emulation.setScriptExecutionDisabled", Map.of("value", !enabled));
  }

  void open(Path file) throws Exception {
    events.clear();
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    for (int i = 0; events("Page.loadEventFired").isEmpty(); i++) {
      if (i > 2400) {
        throw new IOException("the page doesn't load");
      }
      Thread.sleep(25);
    }
  }

  /** The value of an expression in the page, which may be a promise. */
  JsonNode evaluate(String expression) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  /** Presses a key, as a user does. */
  void press(String key, int code) throws Exception {
    String text = key.equals("Enter") ? "\r" : key.equals(" ") ? " " : "";
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type", type,
              "key", key,
              "code", key.equals(" ") ? "Space" : key,
              "text", type.equals("keyDown") ? text : "",
              "windowsVirtualKeyCode", code));
    }
  }

  /** Clicks in the middle of what a selector finds, with the mouse. */
  void click(String selector) throws Exception {
    JsonNode at =
        evaluate(
            "(() => { const e = document.querySelector(%s); e.scrollIntoView({block: 'center', inline: 'center'});"
                    .formatted(JSON.writeValueAsString(selector))
                + " const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()");
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              at.get(0).asDouble(),
              "y",
              at.get(1).asDouble(),
              "button",
              type.equals("mouseMoved") ? "none" : "left",
              "clickCount",
              type.equals("mouseMoved") ? 0 : 1));
    }
  }

  /** A picture of the page, of all of it or of what the window shows. */
  void screenshot(Path file, boolean whole) throws Exception {
    JsonNode picture =
        call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", whole));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(picture.get("data").asText()));
  }

  /** The events of a kind since the page was opened. */
  List<JsonNode> events(String method) {
    return events.stream().filter(e -> e.path("method").asText().equals(method)).toList();
  }

  /** What went wrong in the page: exceptions, errors in the console, violations of its policy. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    events("Runtime.exceptionThrown").forEach(e -> complaints.add(e.toString()));
    events("Log.entryAdded").forEach(e -> complaints.add(e.toString()));
    events("Runtime.consoleAPICalled").forEach(e -> complaints.add(e.toString()));
    events("Page.javascriptDialogOpening").forEach(e -> complaints.add(e.toString()));
    return complaints;
  }

  @Override
  public void close() throws Exception {
    session = null;
    try {
      call("Browser.close", Map.of());
    } finally {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      for (int i = 0; i < 20 && Files.exists(profile); i++) {
        deleteProfile();
        Thread.sleep(50); // A helper process may still be writing its last.
      }
    }
  }

  private void deleteProfile() throws IOException {
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      // Tried again.
    }
  }

  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          JsonNode message = JSON.readTree(text.toString());
          text.setLength(0);
          if (message.has("id")) {
            CompletableFuture<JsonNode> answer = waiting.remove(message.get("id").asInt());
            if (answer != null) {
              answer.complete(message);
            }
          } else {
            events.add(message);
          }
        } catch (IOException e) {
          waiting.values().forEach(w -> w.completeExceptionally(e));
        }
      }
      from.request(1);
      return null;
    }
  }
}
