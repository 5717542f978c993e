// The kernel for x86 processors with AVX2.

#include "masks.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define KERNEL_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt,pclmul")))

#include "clmul.h"

static inline KERNEL_TARGET uint64_t equal_bytes(__m256i low, __m256i high, uint8_t byte) {
  __m256i pattern = _mm256_set1_epi8((char)byte);
  uint64_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, pattern));
  uint64_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, pattern));
  return first | second << 32;
}

static inline KERNEL_TARGET byte_masks find_bytes(const uint8_t *bytes, uint8_t delimiter) {
  __m256i low = _mm256_loadu_si256((const __m256i *)bytes);
  __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + 32));
  byte_masks masks = {
      .quotes = equal_bytes(low, high, '"'),
      .delimiters = equal_bytes(low, high, delimiter),
      .line_feeds = equal_bytes(low, high, '\n'),
  };
  return masks;
}

static inline KERNEL_TARGET size_t write_positions(uint32_t *out, uint64_t bits, uint32_t base) {
  WRITE_POSITIONS_BY_COUNTING(out, bits, base);
}

#define KERNEL_NAME scan_avx2
#include "kernel.h"

#define DECIMALS_NAME decimals_avx2
#include "decimals.h"

byte_scan_result byte_scan_with_avx2(
    const uint8_t *bytes, size_t count, uint8_t delimiter, uint32_t *positions) {
  return scan_avx2(bytes, count, delimiter, positions);
}

void byte_scan_decimals_with_avx2(
    const uint8_t *bytes, const uint32_t *ends, size_t stride, size_t count, uint8_t decimal,
    bool end_rows, double *values, uint8_t *are_read) {
  decimals_avx2(bytes, ends, stride, count, decimal, end_rows, values, are_read);
}

#endif
