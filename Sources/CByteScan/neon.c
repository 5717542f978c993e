// The kernel for 64-bit ARM processors.

#include "masks.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#define KERNEL_TARGET

// One bit for each of 64 bytes that equals the given one: each byte of a comparison keeps a bit of
// its own, and three rounds of pairwise additions gather them.
static inline uint64_t equal_bytes(const uint8x16_t *bytes, uint8_t byte) {
  const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t pattern = vdupq_n_u8(byte);
  uint8x16_t a = vandq_u8(vceqq_u8(bytes[0], pattern), bits);
  uint8x16_t b = vandq_u8(vceqq_u8(bytes[1], pattern), bits);
  uint8x16_t c = vandq_u8(vceqq_u8(bytes[2], pattern), bits);
  uint8x16_t d = vandq_u8(vceqq_u8(bytes[3], pattern), bits);
  uint8x16_t sum = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

static inline byte_masks find_bytes(const uint8_t *bytes, uint8_t delimiter) {
  uint8x16_t vectors[4] = {
      vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)};
  byte_masks masks = {
      .quotes = equal_bytes(vectors, '"'),
      .delimiters = equal_bytes(vectors, delimiter),
      .line_feeds = equal_bytes(vectors, '\n'),
  };
  return masks;
}

static inline uint64_t prefix_xor(uint64_t bits) { return prefix_xor_by_shifts(bits); }

static inline size_t write_positions(uint32_t *out, uint64_t bits, uint32_t base) {
  WRITE_POSITIONS_BY_COUNTING(out, bits, base);
}

#define KERNEL_NAME scan_neon
#include "kernel.h"

#define DECIMALS_NAME decimals_neon
#include "decimals.h"

byte_scan_result byte_scan_with_neon(
    const uint8_t *bytes, size_t count, uint8_t delimiter, uint32_t *positions) {
  return scan_neon(bytes, count, delimiter, positions);
}

void byte_scan_decimals_with_neon(
    const uint8_t *bytes, const uint32_t *ends, size_t stride, size_t count, uint8_t decimal,
    bool end_rows, double *values, uint8_t *are_read) {
  decimals_neon(bytes, ends, stride, count, decimal, end_rows, values, are_read);
}

#endif
