package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.emodna.evaluation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each corpus is recognised by itself and read as its documentation says. */
class CorpusNamesTest {
  @TempDir Path root;

  private Corpus detected(String reader, String... files) {
    Corpus corpus = Corpus.open(Trees.make(root, files));
    assertEquals(reader, corpus.reader());
    assertEquals(Trees.lines(corpus), Trees.lines(Corpus.open(root, reader)));
    return corpus;
  }

  @Test
  void emodb() {
    Corpus corpus =
        detected(
            "emodb",
            "wav/03a01Wa.wav",
            "wav/08a02Ab.flac",
            "wav/10b03Fc.MP3",
            "wav/11a04Nd.wav",
            "wav/12a05Ta.wav",
            "wav/13A07EB.WAV",
            "wav/15b10lc.wav");
    assertEquals("EMODB", corpus.name());
    assertEquals(
        """
        wav/03a01Wa.wav anger 03 MALE
        wav/08a02Ab.flac fear 08 FEMALE
        wav/10b03Fc.MP3 happiness 10 MALE
        wav/11a04Nd.wav neutral 11 MALE
        wav/12a05Ta.wav sadness 12 MALE
        wav/13A07EB.WAV disgust 13 FEMALE
        wav/15b10lc.wav boredom 15 MALE
        """,
        Trees.lines(corpus));
  }

  @Test
  void casia() {
    String expected =
        """
        angry/201.wav anger Wang null
        fear/202.wav fear Wang null
        HAPPY/203.wav happiness Wang null
        neutral/204.wav neutral Wang null
        sad/205.wav sadness Wang null
        surprise/206.wav surprise Wang null
        """;
    Corpus corpus =
        detected(
            "casia",
            "a/Wang/angry/201.wav",
            "a/Wang/fear/202.wav",
            "a/Wang/HAPPY/203.wav",
            "a/Wang/neutral/204.wav",
            "a/Wang/sad/205.wav",
            "a/Wang/surprise/206.wav");
    assertEquals(
        expected.lines().sorted().toList(),
        Trees.lines(corpus).replace("a/Wang/", "").lines().sorted().toList());
    // Pointing at one speaker's folder finds the speaker all the same.
    Corpus oneSpeaker = Corpus.open(root.resolve("a/Wang"));
    assertEquals(
        expected.lines().sorted().toList(), Trees.lines(oneSpeaker).lines().sorted().toList());
  }

  @Test
  void emovo() {
    Corpus corpus =
        detected(
            "emovo",
            "f1/dis-f1-b1.wav",
            "f1/gio-f1-b2.wav",
            "f2/pau-f2-d1.wav",
            "f3/RAB-F3-L1.wav",
            "m1/sor-m1-n1.wav",
            "m2/tri-m2-n5.wav",
            "m3/neu-m3-b3.wav",
            "documents.pdf");
    assertEquals(
        """
        f1/dis-f1-b1.wav disgust f1 FEMALE
        f1/gio-f1-b2.wav happiness f1 FEMALE
        f2/pau-f2-d1.wav fear f2 FEMALE
        f3/RAB-F3-L1.wav anger f3 FEMALE
        m1/sor-m1-n1.wav surprise m1 MALE
        m2/tri-m2-n5.wav sadness m2 MALE
        m3/neu-m3-b3.wav neutral m3 MALE
        """,
        Trees.lines(corpus));
    assertTrue(corpus.unusable().isEmpty());
  }

  @Test
  void ravdessWithSongsMuteVideosAndNestedCopies() {
    Corpus corpus =
        detected(
            "ravdess",
            "Actor_01/03-01-01-01-01-01-01.wav",
            "Actor_02/03-01-02-01-01-01-02.wav",
            "Actor_02/03-01-03-02-01-01-02.wav",
            "Actor_02/03-01-04-02-01-01-02.wav",
            "Actor_02/03-01-05-02-01-01-02.wav",
            "Actor_02/03-01-06-02-01-01-02.wav",
            "Actor_02/03-01-07-02-01-01-02.wav",
            "Actor_02/03-01-08-02-01-01-02.wav",
            "Actor_02/03-02-05-02-01-01-02.wav",
            "Actor_02/02-01-05-02-01-01-02.mp4",
            "Actor_02/01-01-05-02-01-01-02.mp4",
            "Actor_03/01-01-05-02-02-01-03.mp4",
            "audio_speech_actors_01-24/Actor_01/03-01-01-01-01-01-01.wav");
    assertEquals(
        """
        Actor_01/03-01-01-01-01-01-01.wav neutral 01 MALE
        Actor_02/03-01-02-01-01-01-02.wav calm 02 FEMALE
        Actor_02/03-01-03-02-01-01-02.wav happiness 02 FEMALE
        Actor_02/03-01-04-02-01-01-02.wav sadness 02 FEMALE
        Actor_02/03-01-05-02-01-01-02.wav anger 02 FEMALE
        Actor_02/03-01-06-02-01-01-02.wav fear 02 FEMALE
        Actor_02/03-01-07-02-01-01-02.wav disgust 02 FEMALE
        Actor_02/03-01-08-02-01-01-02.wav surprise 02 FEMALE
        Actor_03/01-01-05-02-02-01-03.mp4 anger 03 MALE
        """,
        Trees.lines(corpus));
    assertEquals(
        """
        Actor_02/01-01-05-02-01-01-02.mp4: EXCLUDED the same recording as \
        Actor_02/03-01-05-02-01-01-02.wav, which is used
        Actor_02/02-01-05-02-01-01-02.mp4: EXCLUDED video without sound (first field 02)
        Actor_02/03-02-05-02-01-01-02.wav: EXCLUDED a song, not speech (second field 02)
        audio_speech_actors_01-24/Actor_01/03-01-01-01-01-01-01.wav: EXCLUDED the same recording as \
        Actor_01/03-01-01-01-01-01-01.wav, which is used
        """,
        Trees.unusable(corpus));
    assertEquals("02", corpus.utterances().get(2).extra().get("intensity"));
  }

  @Test
  void saveeInOneFolder() {
    Corpus corpus =
        detected(
            "savee",
            "ALL/DC_a01.wav",
            "ALL/DC_d02.wav",
            "ALL/JE_f03.wav",
            "ALL/JK_h04.wav",
            "ALL/KL_n05.wav",
            "ALL/KL_sa06.wav",
            "ALL/kl_su07.wav");
    assertEquals(
        """
        ALL/DC_a01.wav anger DC MALE
        ALL/DC_d02.wav disgust DC MALE
        ALL/JE_f03.wav fear JE MALE
        ALL/JK_h04.wav happiness JK MALE
        ALL/KL_n05.wav neutral KL MALE
        ALL/KL_sa06.wav sadness KL MALE
        ALL/kl_su07.wav surprise KL MALE
        """,
        Trees.lines(corpus));
  }

  @Test
  void saveeInFoldersWithTheSameTakesAsVideo() {
    Corpus corpus =
        detected(
            "savee",
            "AudioData/DC/a01.wav",
            "AudioData/KL/su15.wav",
            "AudioVisualClip/DC/a1.avi",
            "Info.txt");
    assertEquals(
        """
        AudioData/DC/a01.wav anger DC MALE
        AudioData/KL/su15.wav surprise KL MALE
        """,
        Trees.lines(corpus));
    assertEquals(1, corpus.unusable().size());
  }

  @Test
  void enterface() {
    Corpus corpus =
        detected(
            "enterface",
            "enterface database/subject 1/anger/sentence 1/s1_an_1.avi",
            "enterface database/Subject 2/Fear/sentence 2/s2_fe_2.avi",
            "enterface database/subject 6/happiness/s6_ha_1.avi",
            "enterface database/subject 16/surprise/sentence 3/s16_su_3avi.avi",
            "enterface database/subject 16/surprise/sentence 3/s16_su_3avi.wav",
            "enterface database/subject 20/sadness/sentence 5/s_20_sa_5.avi",
            "enterface database/subject 20/disgust/sentence 5/s_20_di_5.avi");
    assertEquals(
        """
        Subject 2/Fear/sentence 2/s2_fe_2.avi fear 2 null
        subject 1/anger/sentence 1/s1_an_1.avi anger 1 null
        subject 16/surprise/sentence 3/s16_su_3avi.wav surprise 16 null
        subject 20/disgust/sentence 5/s_20_di_5.avi disgust 20 null
        subject 20/sadness/sentence 5/s_20_sa_5.avi sadness 20 null
        subject 6/happiness/s6_ha_1.avi happiness 6 null
        """,
        Trees.lines(corpus).replace("enterface database/", ""));
  }

  @Test
  void cremaDTakesTheUncompressedCopy() {
    Corpus corpus =
        detected(
            "cremad",
            "AudioMP3/1001_DFA_ANG_XX.mp3",
            "AudioWAV/1001_DFA_ANG_XX.wav",
            "AudioWAV/1002_IEO_DIS_HI.wav",
            "AudioWAV/1002_IEO_FEA_LO.wav",
            "AudioWAV/1002_IEO_HAP_MD.wav",
            "AudioWAV/1002_IWW_NEU_XX.wav",
            "AudioWAV/1040_ITH_SAD_X.wav",
            "VideoFlash/1001_DFA_ANG_XX.flv",
            "VideoDemographics.csv");
    assertEquals(
        """
        AudioWAV/1001_DFA_ANG_XX.wav anger 1001 null
        AudioWAV/1002_IEO_DIS_HI.wav disgust 1002 null
        AudioWAV/1002_IEO_FEA_LO.wav fear 1002 null
        AudioWAV/1002_IEO_HAP_MD.wav happiness 1002 null
        AudioWAV/1002_IWW_NEU_XX.wav neutral 1002 null
        AudioWAV/1040_ITH_SAD_X.wav sadness 1040 null
        """,
        Trees.lines(corpus));
    assertEquals(2, corpus.unusable().size());
  }

  @Test
  void tessWithItsMisspeltFileAndNestedCopy() {
    String name = "TESS Toronto emotional speech set data/";
    Corpus corpus =
        detected(
            "tess",
            name + "OAF_angry/OAF_back_angry.wav",
            name + "OAF_neutral/OA_bite_neutral.wav",
            name + "OAF_Pleasant_surprise/OAF_back_ps.wav",
            name + "YAF_disgust/YAF_back_disgust.wav",
            name + "YAF_fear/YAF_back_fear.wav",
            name + "YAF_happy/YAF_back_happy.wav",
            name + "YAF_sad/YAF_back_sad.wav",
            name + name + "YAF_sad/YAF_back_sad.wav");
    assertEquals(
        """
        OAF_Pleasant_surprise/OAF_back_ps.wav surprise OAF FEMALE
        OAF_angry/OAF_back_angry.wav anger OAF FEMALE
        OAF_neutral/OA_bite_neutral.wav neutral OAF FEMALE
        YAF_disgust/YAF_back_disgust.wav disgust YAF FEMALE
        YAF_fear/YAF_back_fear.wav fear YAF FEMALE
        YAF_happy/YAF_back_happy.wav happiness YAF FEMALE
        YAF_sad/YAF_back_sad.wav sadness YAF FEMALE
        """,
        Trees.lines(corpus).replace(name, ""));
  }

  @Test
  void urdu() {
    Corpus corpus =
        detected(
            "urdu",
            "Angry/SM1_F1_A01.wav",
            "Happy/SM27_F10_H10.wav",
            "Neutral/SF3_F2_N02.wav",
            "Sad/sf3_f2_s02.wav");
    assertEquals(
        """
        Angry/SM1_F1_A01.wav anger SM1 MALE
        Happy/SM27_F10_H10.wav happiness SM27 MALE
        Neutral/SF3_F2_N02.wav neutral SF3 FEMALE
        Sad/sf3_f2_s02.wav sadness SF3 FEMALE
        """,
        Trees.lines(corpus));
  }

  @Test
  void nemo() {
    Corpus corpus =
        detected(
            "nemo",
            "samples/WR0_surprised_64.wav",
            "samples/AO1_anger_1.wav",
            "samples/AO1_fear_2.wav",
            "samples/AO1_happiness_3.wav",
            "samples/AO1_neutral_4.wav",
            "samples/AO1_sadness_5.wav",
            "metadata.tsv");
    assertEquals(
        """
        samples/AO1_anger_1.wav anger AO1 null
        samples/AO1_fear_2.wav fear AO1 null
        samples/AO1_happiness_3.wav happiness AO1 null
        samples/AO1_neutral_4.wav neutral AO1 null
        samples/AO1_sadness_5.wav sadness AO1 null
        samples/WR0_surprised_64.wav surprise WR0 null
        """,
        Trees.lines(corpus));
  }

  @Test
  void iemocap() {
    String wav = "Session1/sentences/wav/";
    Trees.write(
        root.resolve("Session1/dialog/EmoEvaluation/Ses01F_impro01.txt"),
        """
        % [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]

        [6.2901 - 8.2357]\tSes01F_impro01_F000\tneu\t[2.5000, 2.5000, 2.5000]
        C-E2:\tNeutral;\t()
        [10.0100 - 11.3925]\tSes01F_impro01_M001\tfru\t[2.5000, 2.5000, 2.5000]
        [14.8872 - 18.0175]\tSes01F_impro01_F002\txxx\t[2.5000, 2.5000, 2.5000]
        """);
    Trees.write(
        root.resolve("Session1/dialog/EmoEvaluation/Ses01M_script01_1.txt"),
        "[6.29 - 8.23]\tSes01M_script01_1_MXX0\texc\t[2.5, 2.5, 2.5]\r\n");
    Trees.write(
        root.resolve("Session1/dialog/EmoEvaluation/Categorical/Ses01F_impro01_e2_cat.txt"),
        "[6.29 - 8.23]\tSes01F_impro01_F000\tang\t[2.5, 2.5, 2.5]\n");
    Corpus corpus =
        detected(
            "iemocap",
            wav + "Ses01F_impro01/Ses01F_impro01_F000.wav",
            wav + "Ses01F_impro01/._Ses01F_impro01_F000.wav",
            wav + "Ses01F_impro01/Ses01F_impro01_M001.wav",
            wav + "Ses01F_impro01/Ses01F_impro01_F002.wav",
            wav + "Ses01F_impro01/Ses01F_impro01_F003.wav",
            wav + "Ses01M_script01_1/Ses01M_script01_1_MXX0.wav",
            "Session1/dialog/wav/Ses01F_impro01.wav",
            "Session1/dialog/avi/DivX/Ses01M_script01_1.avi");
    assertEquals(
        """
        Ses01F_impro01/Ses01F_impro01_F000.wav neutral Ses01F FEMALE
        Ses01F_impro01/Ses01F_impro01_M001.wav frustration Ses01M MALE
        Ses01M_script01_1/Ses01M_script01_1_MXX0.wav excitement Ses01M MALE
        """,
        Trees.lines(corpus).replace(wav, ""));
    assertEquals(
        """
        Session1/dialog/avi/DivX/Ses01M_script01_1.avi: EXCLUDED a whole dialogue, not an utterance
        Session1/dialog/wav/Ses01F_impro01.wav: EXCLUDED a whole dialogue, not an utterance
        Ses01F_impro01/Ses01F_impro01_F002.wav: EXCLUDED its annotators did not agree on a label (xxx)
        Ses01F_impro01/Ses01F_impro01_F003.wav: EXCLUDED no label in \
        SessionN/dialog/EmoEvaluation/*.txt
        """,
        Trees.unusable(corpus).replace(wav, ""));
  }

  @Test
  void iemocapWithoutItsLabelFilesIsATargetAndNoSource() {
    String wav = "Session1/sentences/wav/";
    Corpus corpus =
        detected(
            "iemocap",
            wav + "Ses01F_impro01/Ses01F_impro01_F000.wav",
            wav + "Ses01F_impro01/Ses01F_impro01_M001.wav",
            "Session1/dialog/wav/Ses01F_impro01.wav");
    assertEquals(
        """
        Ses01F_impro01/Ses01F_impro01_F000.wav null Ses01F FEMALE
        Ses01F_impro01/Ses01F_impro01_M001.wav null Ses01M MALE
        """,
        Trees.lines(corpus).replace(wav, ""));
    assertEquals(
        "Session1/dialog/wav/Ses01F_impro01.wav: EXCLUDED a whole dialogue, not an utterance\n",
        Trees.unusable(corpus));
    Target target = Target.of(corpus, LabelSet.SHARED);
    assertEquals(2, target.corpus().size());
    assertTrue(target.scorer().isEmpty());
    String message =
        assertThrows(CorpusException.class, () -> corpus.labelled(LabelSet.SHARED)).getMessage();
    assertTrue(message.contains("SessionN/dialog/EmoEvaluation/*.txt, missing here"), message);
  }
}
