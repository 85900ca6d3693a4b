#include "encoder_reference.h"

template class EncoderReference<float>;
template class EncoderReference<double>;
