/* The whole C API of EMO-DNA's kernels. */
#ifndef EMODNA_H
#define EMODNA_H

#include "emodna/audio.h"
#include "emodna/context.h"
#include "emodna/encoder.h"
#include "emodna/heads.h"
#include "emodna/losses.h"
#include "emodna/pooling.h"
#include "emodna/rows.h"
#include "emodna/speech.h"
#include "emodna/status.h"
#include "emodna/training.h"

#endif
