# Pitch, jitter, shimmer, harmonicity and formants of sound files by Praat, for comparison with EMO-DNA's.
#   praat --run voice.praat FOLDER FIRST LAST
# FOLDER/files.txt names sound files without ".wav"; those from number FIRST to LAST are read. Written are
# NAME.praat.csv, a line a frame, and praat.FIRST.csv, a line a file: the values of the whole sound and the seconds that
# To Pitch took. The sounds are padded with silence (compare says how), so that Praat's frames fall on EMO-DNA's.
form Arguments
  sentence Folder
  integer First
  integer Last
endform
step = 512 / 22050
list = Read Strings from raw text file: folder$ + "/files.txt"
summary$ = folder$ + "/praat." + string$ (first) + ".csv"
writeFileLine: summary$, "name,jitter,shimmer,hnr,pulses,seconds"
for file from first to last
  selectObject: list
  name$ = Get string: file
  sound = Read from file: folder$ + "/" + name$ + ".wav"
  duration = Get total duration
  stopwatch
  pitch = To Pitch (ac): step, 65, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, 500
  seconds = stopwatch
  selectObject: sound, pitch
  pulses = To PointProcess (cc)
  points = Get number of points
  jitter = Get jitter (local): 0, 0, 0.0001, 0.02, 1.3
  selectObject: sound, pulses
  shimmer = Get shimmer (local): 0, 0, 0.0001, 0.02, 1.3, 1.6
  selectObject: sound
  harmonicity = To Harmonicity (cc): step, 65, 0.1, 1
  hnr = Get mean: 0, 0
  # The formants' window of 50 ms puts their frames between the others; half a step more on either side mends that.
  selectObject: sound
  longer = Extract part: -step / 2, duration + step / 2, "rectangular", 1, "no"
  formant = To Formant (burg): step, 5, 5500, 0.025, 50
  appendFileLine: summary$, name$, ",", jitter, ",", shimmer, ",", hnr, ",", points, ",", seconds
  selectObject: pitch
  frames = Get number of frames
  lines$ = "time,f0,hnr,f1,f2,f3" + newline$
  for frame to frames
    selectObject: pitch
    time = Get time from frame number: frame
    f0 = Get value in frame: frame, "Hertz"
    lines$ = lines$ + fixed$ (time, 6) + "," + fixed$ (f0, 4)
    selectObject: harmonicity
    h = Get value at time: time, "nearest"
    lines$ = lines$ + "," + fixed$ (h, 4)
    selectObject: formant
    for n to 3
      f = Get value at time: n, time + step / 2, "hertz", "linear"
      lines$ = lines$ + "," + fixed$ (f, 2)
    endfor
    lines$ = lines$ + newline$
  endfor
  writeFile: folder$ + "/" + name$ + ".praat.csv", lines$
  removeObject: sound, pitch, pulses, harmonicity, longer, formant
endfor
