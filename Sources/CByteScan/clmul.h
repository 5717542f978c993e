// Bit i of the result is the exclusive or of bits 0 to i: a carry-less product with all ones.
// Included by the x86 kernels after they have defined KERNEL_TARGET.

#include <immintrin.h>

static inline KERNEL_TARGET uint64_t prefix_xor(uint64_t bits) {
  __m128i product = _mm_clmulepi64_si128(
      _mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xff), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}
