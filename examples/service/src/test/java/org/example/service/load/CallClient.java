package org.example.service.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One live stream, as a client sees it. */
public final class CallClient implements WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Consumer<JsonNode> windows;
  private final StringBuilder text = new StringBuilder();
  private final List<JsonNode> answers = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private WebSocket socket;

  /** The last of what {@link #sendLater} sends. */
  private CompletableFuture<WebSocket> sent = CompletableFuture.completedFuture(null);

  private CallClient(Consumer<JsonNode> windows) {
    this.windows = windows;
  }

  /**
   * Opens a stream.
   *
   * @param opening the first message; null for none
   * @param windows is told of each window
   */
  public static CallClient open(
      HttpClient client, URI uri, String opening, Consumer<JsonNode> windows) {
    CallClient call = new CallClient(windows);
    call.socket =
        client
            .newWebSocketBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            .buildAsync(uri, call)
            .join();
    if (opening != null) {
      call.text(opening);
    }
    return call;
  }

  /** Sends a text message, and waits until it is on its way. */
  public void text(String message) {
    socket.sendText(message, true).join();
  }

  /** Sends samples, and waits until they are on their way. */
  public void send(byte[] samples, int from, int count) {
    socket.sendBinary(ByteBuffer.wrap(samples, from, count), true).join();
  }

  /** Sends samples once all that was sent before is on its way, for which it does not wait. */
  public CompletableFuture<?> sendLater(byte[] samples, int from, int count) {
    sent =
        sent.thenCompose(before -> socket.sendBinary(ByteBuffer.wrap(samples, from, count), true));
    return sent;
  }

  /** Sends all samples in messages of some size, and the end. */
  public void sendAll(byte[] samples, int message) {
    for (int at = 0; at < samples.length; at += message) {
      send(samples, at, Math.min(message, samples.length - at));
    }
    text("end");
  }

  /** Vanishes without a word. */
  public void abort() {
    socket.abort();
  }

  /** Waits for the close and returns its status. */
  public int awaitEnd(int seconds) throws Exception {
    return ended.get(seconds, TimeUnit.SECONDS);
  }

  /** What has come but windows: ready, summary, error. */
  public List<JsonNode> answers() {
    return answers;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      try {
        JsonNode answer = JSON.readTree(text.toString());
        if (answer.path("type").asText().equals("window")) {
          windows.accept(answer);
        } else {
          answers.add(answer);
        }
      } catch (Exception e) {
        ended.completeExceptionally(e);
      }
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    ended.complete(status);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    ended.completeExceptionally(failure);
  }

  /** Speech as G.711 has it, mu-law. */
  public static byte[] muLaw(float[] samples) {
    byte[] coded = new byte[samples.length];
    for (int i = 0; i < coded.length; i++) {
      int value = Math.round(Math.max(-1, Math.min(1, samples[i])) * 32635);
      int sign = value < 0 ? 0x80 : 0;
      int magnitude = Math.abs(value) + 132;
      int exponent = Math.max(0, 24 - Integer.numberOfLeadingZeros(magnitude));
      int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
      coded[i] = (byte) ~(sign | (exponent << 4) | mantissa);
    }
    return coded;
  }
}
