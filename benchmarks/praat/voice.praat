# Pitch, jitter, shimmer, harmonicity and formants of sound files by Praat, for comparison with EMO-DNA's.
#   praat --run voice.praat FOLDER STEP
# FOLDER has NAME.wav and a list of the names, files.txt; NAME.csv (a line a frame) and praat.csv (a line a file) are
# written. Sounds are padded with silence so that Praat's frames fall on EMO-DNA's (compare.py says how).
form Arguments
  sentence folder
  positive step 0.023219954648526078
endform
list = Read Strings from raw text file: folder$ + "/files.txt"
files = Get number of strings
writeFileLine: folder$ + "/praat.csv", "name,jitter,shimmer,hnr,pulses"
for file to files
  selectObject: list
  name$ = Get string: file
  sound = Read from file: folder$ + "/" + name$ + ".wav"
  pitch = To Pitch (ac): step, 65, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, 500
  selectObject: sound, pitch
  pulses = To PointProcess (cc)
  points = Get number of points
  jitter = Get jitter (local): 0, 0, 0.0001, 0.02, 1.3
  selectObject: sound, pulses
  shimmer = Get shimmer (local): 0, 0, 0.0001, 0.02, 1.3, 1.6
  selectObject: sound
  harmonicity = To Harmonicity (cc): step, 65, 0.1, 1
  hnr = Get mean: 0, 0
  selectObject: sound
  formant = To Formant (burg): step, 5, 5500, 0.025, 50
  appendFileLine: folder$ + "/praat.csv", name$, ",", jitter, ",", shimmer, ",", hnr, ",", points
  selectObject: pitch
  frames = Get number of frames
  writeFileLine: folder$ + "/" + name$ + ".csv", "time,f0,hnr,f1,f2,f3,b1,b2,b3"
  for frame to frames
    selectObject: pitch
    time = Get time from frame number: frame
    f0 = Get value in frame: frame, "Hertz"
    selectObject: harmonicity
    h = Get value at time: time, "nearest"
    line$ = fixed$ (time, 6) + "," + fixed$ (f0, 4) + "," + fixed$ (h, 4)
    selectObject: formant
    for n to 3
      f = Get value at time: n, time, "hertz", "linear"
      line$ = line$ + "," + fixed$ (f, 2)
    endfor
    for n to 3
      b = Get bandwidth at time: n, time, "hertz", "linear"
      line$ = line$ + "," + fixed$ (b, 2)
    endfor
    appendFileLine: folder$ + "/" + name$ + ".csv", line$
  endfor
  removeObject: sound, pitch, pulses, harmonicity, formant
endfor
