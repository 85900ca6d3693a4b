# Seconds that Praat's pitch takes on sound files, one thread, for comparison with `bench speech`.
#   praat --run pitch.praat LIST
# LIST is a text file of paths, one a line. Reading, mixing to mono and resampling to 22,050 Hz happen while the clock
# stands. Printed are the seconds of sound and the seconds that To Pitch took.
form Arguments
  sentence List
endform
step = 512 / 22050
list = Read Strings from raw text file: list$
files = Get number of strings
sounding = 0
seconds = 0
for file to files
  selectObject: list
  name$ = Get string: file
  sound = Read from file: name$
  duration = Get total duration
  sounding = sounding + duration
  mono = Convert to mono
  rate = Get sampling frequency
  if rate <> 22050
    other = Resample: 22050, 50
    removeObject: mono
    mono = other
  endif
  selectObject: mono
  stopwatch
  pitch = To Pitch (ac): step, 65, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, 500
  seconds = seconds + stopwatch
  removeObject: sound, mono, pitch
endfor
writeInfoLine: fixed$ (sounding, 3), " ", fixed$ (seconds, 6)
