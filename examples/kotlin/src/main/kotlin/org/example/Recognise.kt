package org.example

import java.nio.file.Path
import kotlin.io.path.createDirectories
import kotlin.io.path.exists
import kotlin.io.path.writeText
import org.emodna.audio.Outcome
import org.emodna.base.EmoDnaException
import org.emodna.base.Progress
import org.emodna.base.ProgressEvent
import org.emodna.config.TrainingConfig
import org.emodna.corpus.Corpus
import org.emodna.corpus.LabelSet
import org.emodna.evaluation.Target
import org.emodna.recognition.Recognition
import org.emodna.recognition.Recognizer
import org.emodna.synthesis.SyntheticCorpus
import org.emodna.training.Training

/** Trains on one corpus for another; returns the model file. */
fun train(source: Path, target: Path, model: Path, epochs: Int, progress: Progress): Path {
    val config = TrainingConfig.defaults().withEpochs(epochs)
    val labels = LabelSet.named(config.labels())
    val result =
        Training.builder()
            .source(Corpus.open(source).labelled(labels))
            .target(Target.open(target, labels).corpus())
            .config(config)
            .output(model)
            .run(progress)
            .requireFinished()
    return result.model()
}

/** "anger 62 %", or why there is no emotion. */
fun Recognition.summary(): String =
    if (hasEmotion()) "%s %.0f %%".format(emotion(), 100 * confidence()) else "no emotion: ${reason()}"

fun main(arguments: Array<String>) {
    val folder = Path.of(arguments[0]).createDirectories()
    val north = folder.resolve("north").also { SyntheticCorpus.NORTH.write(it, Progress.NONE) }
    val south = folder.resolve("south").also { SyntheticCorpus.SOUTH.write(it, Progress.NONE) }

    var epochs = 0
    val model =
        train(north, south, folder.resolve("model.safetensors"), epochs = 2) { event ->
            if (event is ProgressEvent.EpochEnded) epochs++
        }
    check(epochs == 2 && model.exists())

    val files = SyntheticCorpus.SOUTH.files().take(3).map(south::resolve)
    val broken = folder.resolve("broken.wav").apply { writeText("not a recording") }
    Recognizer.load(model).use { recognizer ->
        // Not files + broken: a Path is an Iterable of its own elements.
        val said = recognizer.recognizeAll(files.plusElement(broken), Progress.NONE).map { outcome ->
            // Sealed in Java, so exhaustive here.
            when (outcome) {
                is Outcome.Done -> outcome.value().summary()
                is Outcome.Failed -> "failed (${outcome.exception().reason()})"
            }
        }
        println("kotlin: ${said.joinToString("; ")}")
    }

    val closed = Recognizer.load(model).also { it.close() }
    val refusal = runCatching { closed.recognize(files.first()) }.exceptionOrNull()
    check(refusal is EmoDnaException) { "a closed recogniser should refuse, not: $refusal" }
}
