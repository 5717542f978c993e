// Finds the bytes that give a CSV file its structure, 64 at a time, and reads short numbers, eight at
// a time.
//
// In C because the kernels need vector instructions that the processor at hand may or may not have:
// each is compiled for its own instruction set, and the best one is chosen at run time.

#ifndef CAUDAL_BYTE_SCAN_H
#define CAUDAL_BYTE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A kernel, from the slowest to the fastest.
typedef enum {
  byte_scan_portable = 0,
  byte_scan_neon = 1,
  byte_scan_avx2 = 2,
  byte_scan_avx512 = 3,
} byte_scan_kernel;

// What a kernel found.
typedef struct {
  // The number of positions written: delimiters and line feeds outside quotes, in order.
  size_t position_count;
  // How many of them are line feeds.
  size_t line_feed_count;
  // Whether the bytes end inside quotes.
  bool ends_inside_quotes;
  // Whether a quote that would open a quoted field stands elsewhere than at a field's start, or text
  // behind one that closes a field. Quotes then don't pair up as this kernel assumes, and everything
  // else that it says is worthless.
  bool has_misplaced_quote;
} byte_scan_result;

// The bytes after the last one that must be readable, and the positions after the last one that
// must be writable: whole vectors are read and written.
enum { byte_scan_padding = 64 };

// Whether this processor can run a kernel.
bool byte_scan_is_available(byte_scan_kernel kernel);

// Finds all delimiters and line feeds that stand outside quotes, in bytes that begin with a field.
//
// `bytes` has `count` bytes, at most 2^32 - 1, and byte_scan_padding more that may be read;
// `positions` has room for `count + byte_scan_padding` numbers. `delimiter` is neither a quote nor
// a line feed. The kernel must be available.
byte_scan_result byte_scan(
    byte_scan_kernel kernel, const uint8_t *bytes, size_t count, uint8_t delimiter,
    uint32_t *positions);

// Reads short decimals: an optional minus, digits, at most one decimal mark; one to eight
// characters in all, quotes around them aside.
//
// The fields end at the separators number 0, stride, 2 * stride ... of `ends`, as byte_scan found
// them in `bytes`; each begins behind the separator before, so `ends[-1]` is readable, and is
// 2^32 - 1 where there is none before. If `end_rows`, a CR in front of the separator doesn't count.
//
// `values` and `are_read` have room for `count` elements, rounded up to a multiple of 8. Where a
// field is such a decimal its flag is 255 and its value is the number, correctly rounded and never
// minus zero; elsewhere the flag is 0 and the value worthless. The kernel must be available.
void byte_scan_decimals(
    byte_scan_kernel kernel, const uint8_t *bytes, const uint32_t *ends, size_t stride,
    size_t count, uint8_t decimal, bool end_rows, double *values, uint8_t *are_read);

#endif
