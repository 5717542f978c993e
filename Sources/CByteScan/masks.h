#ifndef CAUDAL_MASKS_H
#define CAUDAL_MASKS_H

#include "CByteScan.h"

// Where the bytes that matter stand among 64, bit i for byte i.
typedef struct {
  uint64_t quotes;
  uint64_t delimiters;
  uint64_t line_feeds;
} byte_masks;

// Bit i of the result is the exclusive or of bits 0 to i.
static inline uint64_t prefix_xor_by_shifts(uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

// Writes the numbers of the set bits plus base, in groups of eight so that the number of groups,
// which is mostly the same, decides the branches. Up to seven numbers behind the last are
// overwritten.
#define WRITE_POSITIONS_BY_COUNTING(out, bits, base)                        \
  do {                                                                      \
    size_t set = (size_t)__builtin_popcountll(bits);                        \
    for (size_t group = 0; group < set; group += 8) {                       \
      for (size_t i = 0; i < 8; i++) {                                      \
        (out)[group + i] = (base) + (uint32_t)lowest_bit(bits);             \
        (bits) &= (bits)-1;                                                 \
      }                                                                     \
    }                                                                       \
    return set;                                                             \
  } while (0)

// The number of the lowest set bit; anything if there is none.
static inline unsigned lowest_bit(uint64_t bits) {
  return (unsigned)__builtin_ctzll(bits | (uint64_t)1 << 63);
}

byte_scan_result byte_scan_with_portable(
    const uint8_t *bytes, size_t count, uint8_t delimiter, uint32_t *positions);
byte_scan_result byte_scan_with_neon(
    const uint8_t *bytes, size_t count, uint8_t delimiter, uint32_t *positions);
byte_scan_result byte_scan_with_avx2(
    const uint8_t *bytes, size_t count, uint8_t delimiter, uint32_t *positions);
byte_scan_result byte_scan_with_avx512(
    const uint8_t *bytes, size_t count, uint8_t delimiter, uint32_t *positions);

void byte_scan_decimals_with_portable(
    const uint8_t *bytes, const uint32_t *ends, size_t stride, size_t count, uint8_t decimal,
    bool end_rows, double *values, uint8_t *are_read);
void byte_scan_decimals_with_neon(
    const uint8_t *bytes, const uint32_t *ends, size_t stride, size_t count, uint8_t decimal,
    bool end_rows, double *values, uint8_t *are_read);
void byte_scan_decimals_with_avx2(
    const uint8_t *bytes, const uint32_t *ends, size_t stride, size_t count, uint8_t decimal,
    bool end_rows, double *values, uint8_t *are_read);
void byte_scan_decimals_with_avx512(
    const uint8_t *bytes, const uint32_t *ends, size_t stride, size_t count, uint8_t decimal,
    bool end_rows, double *values, uint8_t *are_read);

#endif
