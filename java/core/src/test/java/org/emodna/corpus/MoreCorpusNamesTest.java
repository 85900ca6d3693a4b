package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.emodna.evaluation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corpora whose names are public, each on names made up after its documentation. */
class MoreCorpusNamesTest {
  @TempDir Path root;

  private Corpus detected(String reader, String... files) {
    Corpus corpus = Corpus.open(Trees.make(root, files));
    assertEquals(reader, corpus.reader());
    assertEquals(Trees.lines(corpus), Trees.lines(Corpus.open(root, reader)));
    return corpus;
  }

  private static Map<String, String> extra(Corpus corpus, int utterance) {
    return corpus.utterances().get(utterance).extra();
  }

  @Test
  void meadTakesTheSoundOfEachTakeOnce() {
    Corpus corpus =
        detected(
            "mead",
            "M003/audio/angry/level_1/001.m4a",
            "M003/audio/contempt/level_2/002.m4a",
            "M003/audio/disgusted/level_3/003.m4a",
            "M003/audio/fear/level_1/004.m4a",
            "M003/audio/neutral/level_1/001.m4a",
            "M003/video/front/angry/level_1/001.mp4",
            "M003/video/left_30/angry/level_1/001.mp4",
            "W011/audio/happy/level_1/001.m4a",
            "W011/audio/sad/level_2/001.m4a",
            "W011/video/top/surprised/level_3/030.mp4",
            "W011/video/top/surprised/level_3/029.mp4",
            "W011/video/down/surprised/level_3/029.mp4",
            "W011/video/front/surprised/level_3/030.mp4");
    assertEquals(
        """
        M003/audio/angry/level_1/001.m4a anger M003 MALE
        M003/audio/contempt/level_2/002.m4a contempt M003 MALE
        M003/audio/disgusted/level_3/003.m4a disgust M003 MALE
        M003/audio/fear/level_1/004.m4a fear M003 MALE
        M003/audio/neutral/level_1/001.m4a neutral M003 MALE
        W011/audio/happy/level_1/001.m4a happiness W011 FEMALE
        W011/audio/sad/level_2/001.m4a sadness W011 FEMALE
        W011/video/front/surprised/level_3/030.mp4 surprise W011 FEMALE
        W011/video/top/surprised/level_3/029.mp4 surprise W011 FEMALE
        """,
        Trees.lines(corpus));
    assertEquals(4, corpus.unusable().size());
    assertTrue(
        Trees.unusable(corpus)
            .contains(
                "M003/video/left_30/angry/level_1/001.mp4: EXCLUDED the same recording as"
                    + " M003/audio/angry/level_1/001.m4a"),
        Trees.unusable(corpus));
    assertEquals("2", extra(corpus, 1).get("level"));
    assertEquals(
        "M003", Corpus.open(root.resolve("M003/audio"), "mead").utterances().get(0).speaker());
  }

  @Test
  void cafe() {
    Corpus corpus =
        detected(
            "cafe",
            "CaFE_48k/Colere/Fort/01-C-2-3.wav",
            "CaFE_48k/Colere/Faible/01-C-1-3.wav",
            "CaFE_192k_1/Colere/Fort/01-C-2-3.aiff",
            "CaFE_48k/D_go_t/Faible/02-D-1-1.wav",
            "CaFE_48k/Joie/Faible/03-J-1-2.wav",
            "CaFE_48k/Neutre/04-N-0-3.wav",
            "CaFE_48k/Peur/Fort/05-P-2-4.wav",
            "CaFE_48k/Surprise/Fort/06-s-2-5.wav",
            "CaFE_48k/Tristesse/Faible/12-T-1-6.wav",
            "CaFE_48k/Readme.txt");
    assertEquals(
        """
        CaFE_192k_1/Colere/Fort/01-C-2-3.aiff anger 01 MALE
        CaFE_48k/Colere/Faible/01-C-1-3.wav anger 01 MALE
        CaFE_48k/D_go_t/Faible/02-D-1-1.wav disgust 02 FEMALE
        CaFE_48k/Joie/Faible/03-J-1-2.wav happiness 03 MALE
        CaFE_48k/Neutre/04-N-0-3.wav neutral 04 FEMALE
        CaFE_48k/Peur/Fort/05-P-2-4.wav fear 05 MALE
        CaFE_48k/Surprise/Fort/06-s-2-5.wav surprise 06 FEMALE
        CaFE_48k/Tristesse/Faible/12-T-1-6.wav sadness 12 FEMALE
        """,
        Trees.lines(corpus));
    assertEquals(Map.of("intensity", "2", "sentence", "3"), extra(corpus, 0));
    assertEquals(1, corpus.unusable().size());
  }

  @Test
  void esdWithAndWithoutItsSets() {
    Corpus corpus =
        detected(
            "esd",
            "0004/Angry/0004_000351.wav",
            "0004/Happy/0004_000701.wav",
            "0004/0004.txt",
            "0016/Neutral/train/0016_000021.wav",
            "0016/Sad/evaluation/0016_001051.wav",
            "0016/Surprise/test/0016_001401.wav");
    assertEquals(
        """
        0004/Angry/0004_000351.wav anger 0004 MALE
        0004/Happy/0004_000701.wav happiness 0004 MALE
        0016/Neutral/train/0016_000021.wav neutral 0016 FEMALE
        0016/Sad/evaluation/0016_001051.wav sadness 0016 FEMALE
        0016/Surprise/test/0016_001401.wav surprise 0016 FEMALE
        """,
        Trees.lines(corpus));
    assertEquals("zh", extra(corpus, 0).get("language"));
    assertEquals("en", extra(corpus, 4).get("language"));
  }

  @Test
  void esdByItsListsWhereNoFolderNamesAnEmotion() throws IOException {
    Trees.write(
        root.resolve("0011/0011.txt"),
        "0011_000001\tThe nine the eggs.\tNeutral\r\n0011_000351\tI am told.\tAngry\r\n");
    Files.writeString(
        Trees.write(root.resolve("0001/0001.txt"), ""),
        "0001_000001\t\u6253\u8fdc\t\u4e2d\u7acb\n0001_000701\t\u6253\t\u5feb\u4e50\n",
        Charset.forName("GB18030"));
    Files.writeString(
        Trees.write(root.resolve("0003/0003.txt"), ""),
        "\uFEFF0003_000351\t\u6253\t\u751f\u6c14\n0003_001051\t\u6253\t\u4f24\u5fc3\n"
            + "0003_001401\t\u6253\t\u60ca\u559c\n",
        StandardCharsets.UTF_16LE);
    Corpus corpus =
        detected(
            "esd",
            "0001/0001_000001.wav",
            "0001/0001_000701.wav",
            "0003/0003_000351.wav",
            "0003/0003_001051.wav",
            "0003/0003_001401.wav",
            "0011/0011_000001.wav",
            "0011/0011_000002.wav",
            "0011/Sad/0011_000351.wav");
    assertEquals(
        """
        0001/0001_000001.wav neutral 0001 FEMALE
        0001/0001_000701.wav happiness 0001 FEMALE
        0003/0003_000351.wav anger 0003 FEMALE
        0003/0003_001051.wav sadness 0003 FEMALE
        0003/0003_001401.wav surprise 0003 FEMALE
        0011/0011_000001.wav neutral 0011 MALE
        """,
        Trees.lines(corpus));
    assertEquals(
        """
        0011/0011_000002.wav: NOT_UNDERSTOOD neither in the folder of an emotion of ESD nor in its \
        speaker's list: 0011/Angry/0011_000351
        0011/Sad/0011_000351.wav: EXCLUDED its folder says sadness and its speaker's list anger
        """,
        Trees.unusable(corpus));
  }

  @Test
  void emovDbInFoldersOfSpeakersAndOfBoth() {
    Corpus corpus =
        detected(
            "emovdb",
            "bea/Amused/amused_1-28_0001.wav",
            "bea/Angry/anger_197-224_0024.wav",
            "bea/Angry/anger_1-28_0024.wav",
            "jenie_Disgusted/disgust_57-84_0057.wav",
            "jenie_Disgusted/neutral_57-84_0058.wav",
            "josh_Neutral/neutral_1-28_0003.wav",
            "sam/Sleepy/sleepiness_1-28_0004.wav",
            "sam_neutral_1-28_0005.wav");
    assertEquals(
        """
        bea/Amused/amused_1-28_0001.wav amusement bea FEMALE
        bea/Angry/anger_1-28_0024.wav anger bea FEMALE
        bea/Angry/anger_197-224_0024.wav anger bea FEMALE
        jenie_Disgusted/disgust_57-84_0057.wav disgust jenie FEMALE
        josh_Neutral/neutral_1-28_0003.wav neutral josh MALE
        sam/Sleepy/sleepiness_1-28_0004.wav sleepiness sam MALE
        sam_neutral_1-28_0005.wav neutral sam MALE
        """,
        Trees.lines(corpus));
    assertEquals(
        "jenie_Disgusted/neutral_57-84_0058.wav: EXCLUDED its name says neutral and its folder"
            + " disgust\n",
        Trees.unusable(corpus));
  }

  @Test
  void subescoCountsWomenAndMenApart() {
    Corpus corpus =
        detected(
            "subesco",
            "F_02_MONIKA_S_1_NEUTRAL_5.wav",
            "F_02_MONIKA_S_10_ANGRY_1.wav",
            "F_10_FAHMEE_S_6_FEAR_5.wav",
            "M_02_NIPUN_S_6_SAD_1.wav",
            "M_02_NIPUN_S_6_DISGUST_1.wav",
            "m_09_shumanta_s_2_surprise_5.wav",
            "M_04_BIBHAS_S_6_HAPPY_1.wav");
    assertEquals(
        """
        F_02_MONIKA_S_10_ANGRY_1.wav anger F02 FEMALE
        F_02_MONIKA_S_1_NEUTRAL_5.wav neutral F02 FEMALE
        F_10_FAHMEE_S_6_FEAR_5.wav fear F10 FEMALE
        M_02_NIPUN_S_6_DISGUST_1.wav disgust M02 MALE
        M_02_NIPUN_S_6_SAD_1.wav sadness M02 MALE
        M_04_BIBHAS_S_6_HAPPY_1.wav happiness M04 MALE
        m_09_shumanta_s_2_surprise_5.wav surprise M09 MALE
        """,
        Trees.lines(corpus));
    assertEquals(Map.of("sentence", "10", "take", "1"), extra(corpus, 0));
  }

  @Test
  void mesdHasVoicesAndNoSpeakers() {
    Corpus corpus =
        detected(
            "mesd",
            "Anger_C_A_abajo.wav",
            "Disgust_F_B_punalada.wav",
            "Fear_M_A_basta_ya.wav",
            "Happiness_F_A_de_nada.wav",
            "Neutral_M_A_si.wav",
            "Sadness_C_B_condena.wav");
    assertEquals(
        """
        Anger_C_A_abajo.wav anger null null
        Disgust_F_B_punalada.wav disgust null FEMALE
        Fear_M_A_basta_ya.wav fear null MALE
        Happiness_F_A_de_nada.wav happiness null FEMALE
        Neutral_M_A_si.wav neutral null MALE
        Sadness_C_B_condena.wav sadness null null
        """,
        Trees.lines(corpus));
    assertEquals(Map.of("voice", "M", "words", "A", "word", "basta_ya"), extra(corpus, 2));
  }

  @Test
  void jlCorpusKeepsSecondaryEmotionsApart() {
    String folder = "Raw JL corpus (unchecked and unannotated)/JL(wav+txt)/";
    Corpus corpus =
        detected(
            "jlcorpus",
            folder + "female1_angry_10a_1.wav",
            folder + "female1_angry_10a_1.txt",
            folder + "female2_anxious_2b_2.wav",
            folder + "male1_excited_1a_2.wav",
            folder + "male1_sad_1a_2.wav",
            folder + "male2_happy_7b_2.wav",
            folder + "male2_concerned_6b_1.wav",
            folder + "male2_neutral_15b_2.wav");
    assertEquals(
        """
        female1_angry_10a_1.wav anger female1 FEMALE
        female2_anxious_2b_2.wav anxious female2 FEMALE
        male1_excited_1a_2.wav excitement male1 MALE
        male1_sad_1a_2.wav sadness male1 MALE
        male2_concerned_6b_1.wav concerned male2 MALE
        male2_happy_7b_2.wav happiness male2 MALE
        male2_neutral_15b_2.wav neutral male2 MALE
        """,
        Trees.lines(corpus).replace(folder, ""));
    assertEquals(Map.of("sentence", "10a", "take", "1"), extra(corpus, 0));
    assertEquals("jlcorpus", Corpus.open(root, "JL-Corpus").reader());
  }

  @Test
  void aesddWithSecondTakes() {
    Corpus corpus =
        detected(
            "aesdd",
            "anger/a03 (4).wav",
            "disgust/d04 (1).wav",
            "fear/f18 (5).wav",
            "fear/f18 (5)b.wav",
            "happiness/h20 (6).wav",
            "sadness/s05 (2).wav");
    assertEquals(
        """
        anger/a03 (4).wav anger 4 null
        disgust/d04 (1).wav disgust 1 null
        fear/f18 (5).wav fear 5 null
        fear/f18 (5)b.wav fear 5 null
        happiness/h20 (6).wav happiness 6 null
        sadness/s05 (2).wav sadness 2 null
        """,
        Trees.lines(corpus));
  }

  @Test
  void shemo() {
    Corpus corpus =
        detected(
            "shemo",
            "female/F03A05.wav",
            "female/F21W09.wav",
            "female/F24H15.wav",
            "male/M12N03.wav",
            "male/M21F01.wav",
            "male/M36S02.wav",
            "shemo.json");
    assertEquals(
        """
        female/F03A05.wav anger F03 FEMALE
        female/F21W09.wav surprise F21 FEMALE
        female/F24H15.wav happiness F24 FEMALE
        male/M12N03.wav neutral M12 MALE
        male/M21F01.wav fear M21 MALE
        male/M36S02.wav sadness M36 MALE
        """,
        Trees.lines(corpus));
  }

  @Test
  void shortNamesInFoldersOfOtherEmotionsAreNotOfTheseCorpora() {
    Corpus corpus =
        detected(
            "folders",
            "happy/a01 (1).wav",
            "happy/a02 (1).wav",
            "happy/F01A01.wav",
            "sad/a01 (1).wav",
            "sad/F01A01.wav");
    assertEquals(5, corpus.utterances().size());
  }

  @Test
  void demosWithNeutralsThatLackTheFirstField() {
    Corpus corpus =
        detected(
            "demos",
            "DEMOS/PR_f_18_gio04a.wav",
            "DEMOS/NP_m_02_col01b.wav",
            "DEMOS/NP_m_02_dis01b.wav",
            "DEMOS/NP_m_02_pau01b.wav",
            "DEMOS/PR_m_02_rab01b.wav",
            "DEMOS/PR_m_02_sor01b.wav",
            "DEMOS/PR_m_02_tri01b.wav",
            "NEU/f_18_neu01a.wav");
    assertEquals(
        """
        DEMOS/NP_m_02_col01b.wav guilt 02 MALE
        DEMOS/NP_m_02_dis01b.wav disgust 02 MALE
        DEMOS/NP_m_02_pau01b.wav fear 02 MALE
        DEMOS/PR_f_18_gio04a.wav happiness 18 FEMALE
        DEMOS/PR_m_02_rab01b.wav anger 02 MALE
        DEMOS/PR_m_02_sor01b.wav surprise 02 MALE
        DEMOS/PR_m_02_tri01b.wav sadness 02 MALE
        NEU/f_18_neu01a.wav neutral 18 FEMALE
        """,
        Trees.lines(corpus));
    assertEquals(Map.of("prototypical", "0"), extra(corpus, 0));
    assertEquals(Map.of("prototypical", "1"), extra(corpus, 3));
  }

  @Test
  void bavedHasLevelsWhichAreNoEmotions() {
    Corpus corpus =
        detected("baved", "0/0-m-21-0-1-105.wav", "0/0-m-21-0-2-106.wav", "12/12-f-19-6-0-7.wav");
    assertEquals(
        """
        0/0-m-21-0-1-105.wav null 0 MALE
        0/0-m-21-0-2-106.wav null 0 MALE
        12/12-f-19-6-0-7.wav null 12 FEMALE
        """,
        Trees.lines(corpus));
    assertEquals(Map.of("age", "21", "word", "0", "level", "2"), extra(corpus, 1));
    assertThrows(CorpusException.class, () -> corpus.labelled(LabelSet.SHARED));
    assertTrue(Target.of(corpus, LabelSet.SHARED).scorer().isEmpty());
  }

  @Test
  void emozionalmenteByItsTables() {
    Trees.write(
        root.resolve("metadata/samples.csv"),
        """
        \uFEFFfile_name,actor,sentence,emotion_expressed
        1613655062436.wav,anna,"Vorrei il numero, per favore",neutrality
        1613063132088.wav,bruno,Si,joy
        1614016987617.wav,bruno,Si,disgust
        1614016987618.wav,bruno,Si,anger
        1614016987618.wav,bruno,Si,sadness
        """);
    Trees.write(root.resolve("metadata/users.csv"), "username,age,gender\nanna,30,f\nbruno,,x\n");
    Corpus corpus =
        detected(
            "emozionalmente",
            "audio/1613655062436.wav",
            "audio/1613063132088.wav",
            "audio/1614016987617.wav",
            "audio/1614016987618.wav",
            "audio/1614016987619.wav");
    assertEquals(
        """
        audio/1613063132088.wav happiness bruno null
        audio/1613655062436.wav neutral anna FEMALE
        audio/1614016987617.wav disgust bruno null
        """,
        Trees.lines(corpus));
    assertEquals(
        """
        audio/1614016987618.wav: EXCLUDED metadata/samples.csv lists it twice, with different rows
        audio/1614016987619.wav: NOT_UNDERSTOOD not listed in metadata/samples.csv
        """,
        Trees.unusable(corpus));
  }

  @Test
  void timeStampsAreNotEmozionalmenteWithoutItsTable() {
    Trees.make(root, "audio/1613655062436.wav", "audio/1613063132088.wav");
    assertThrows(UnknownCorpusException.class, () -> Corpus.open(root));
    Trees.write(root.resolve("metadata/samples.csv"), "file_name,emotion_expressed\n\"1613");
    String message =
        assertThrows(CorpusException.class, () -> Corpus.open(root, "emozionalmente")).getMessage();
    assertTrue(message.contains("metadata/samples.csv"), message);
  }
}
