// The kernel for every processor: eight bytes at a time in an ordinary register.

#include <string.h>

#include "masks.h"

// One bit for each of eight bytes that equals the pattern's.
static inline uint64_t equal_bytes(uint64_t word, uint64_t pattern) {
  const uint64_t low = 0x7f7f7f7f7f7f7f7f;
  uint64_t difference = word ^ pattern;
  // The high bit of each byte that is zero, exactly: no carry crosses a byte.
  uint64_t zero = ~(((difference & low) + low) | difference | low);
  // Gathers the high bits into one byte.
  return ((zero >> 7) * 0x0102040810204080) >> 56;
}

static inline byte_masks find_bytes(const uint8_t *bytes, uint8_t delimiter) {
  const uint64_t ones = 0x0101010101010101;
  byte_masks masks = {0, 0, 0};
  for (unsigned i = 0; i < 8; i++) {
    uint64_t word = 0;
    for (unsigned j = 0; j < 8; j++) word |= (uint64_t)bytes[8 * i + j] << (8 * j);
    masks.quotes |= equal_bytes(word, ones * '"') << (8 * i);
    masks.delimiters |= equal_bytes(word, ones * delimiter) << (8 * i);
    masks.line_feeds |= equal_bytes(word, ones * '\n') << (8 * i);
  }
  return masks;
}

static inline uint64_t prefix_xor(uint64_t bits) { return prefix_xor_by_shifts(bits); }

static inline size_t write_positions(uint32_t *out, uint64_t bits, uint32_t base) {
  WRITE_POSITIONS_BY_COUNTING(out, bits, base);
}

#define KERNEL_TARGET
#define KERNEL_NAME scan_portable
#include "kernel.h"

#define DECIMALS_NAME decimals_portable
#include "decimals.h"

byte_scan_result byte_scan_with_portable(
    const uint8_t *bytes, size_t count, uint8_t delimiter, uint32_t *positions) {
  return scan_portable(bytes, count, delimiter, positions);
}

void byte_scan_decimals_with_portable(
    const uint8_t *bytes, const uint32_t *ends, size_t stride, size_t count, uint8_t decimal,
    bool end_rows, double *values, uint8_t *are_read) {
  decimals_portable(bytes, ends, stride, count, decimal, end_rows, values, are_read);
}
