// The kernel for x86 processors with AVX-512 and VBMI2 (Ice Lake, Zen 4 and later).

#include "masks.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define KERNEL_TARGET \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt,pclmul")))

#include "clmul.h"

static inline KERNEL_TARGET byte_masks find_bytes(const uint8_t *bytes, uint8_t delimiter) {
  __m512i vector = _mm512_loadu_si512(bytes);
  byte_masks masks = {
      .quotes = _mm512_cmpeq_epi8_mask(vector, _mm512_set1_epi8('"')),
      .delimiters = _mm512_cmpeq_epi8_mask(vector, _mm512_set1_epi8((char)delimiter)),
      .line_feeds = _mm512_cmpeq_epi8_mask(vector, _mm512_set1_epi8('\n')),
  };
  return masks;
}

// Compresses the numbers 0 to 63 by the bits, and widens sixteen of them at a time.
static inline KERNEL_TARGET size_t write_positions(uint32_t *out, uint64_t bits, uint32_t base) {
  const __m512i numbers = _mm512_set_epi8(
      63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
      40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
      17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  size_t set = (size_t)__builtin_popcountll(bits);
  __m512i offset = _mm512_set1_epi32((int)base);
  __m512i found = _mm512_maskz_compress_epi8(bits, numbers);
  __m512i wide = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found));
  _mm512_storeu_si512(out, _mm512_add_epi32(wide, offset));
  if (set > 16) {
    wide = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 1));
    _mm512_storeu_si512(out + 16, _mm512_add_epi32(wide, offset));
  }
  if (set > 32) {
    wide = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 2));
    _mm512_storeu_si512(out + 32, _mm512_add_epi32(wide, offset));
    wide = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 3));
    _mm512_storeu_si512(out + 48, _mm512_add_epi32(wide, offset));
  }
  return set;
}

#define KERNEL_NAME scan_avx512
#include "kernel.h"

#define DECIMALS_NAME decimals_avx512
#include "decimals.h"

byte_scan_result byte_scan_with_avx512(
    const uint8_t *bytes, size_t count, uint8_t delimiter, uint32_t *positions) {
  return scan_avx512(bytes, count, delimiter, positions);
}

void byte_scan_decimals_with_avx512(
    const uint8_t *bytes, const uint32_t *ends, size_t stride, size_t count, uint8_t decimal,
    bool end_rows, double *values, uint8_t *are_read) {
  decimals_avx512(bytes, ends, stride, count, decimal, end_rows, values, are_read);
}

#endif
