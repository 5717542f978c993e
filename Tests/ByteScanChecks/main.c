// Compares every kernel that this processor can run with a plain loop, on random bytes, and the
// numbers that it reads with those of strtod.
//
// In C, so that it can also be compiled for, and emulated on, processors that Swift isn't at hand
// for:
//
//   aarch64-linux-gnu-gcc -O2 -static -I Sources/CByteScan/include Sources/CByteScan/*.c
//       Tests/ByteScanChecks/main.c -o checks && qemu-aarch64 checks

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CByteScan.h"

enum { longest = 700, rounds = 20000 };

// Rounds that ended inside well-placed quotes: proof that quotes are tried.
static int quoted_rounds = 0;

// Numbers that were read: proof that there are some.
static int numbers_read = 0;

static uint64_t state = 0x9e3779b97f4a7c15;

static unsigned random_below(unsigned bound) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (unsigned)((state >> 33) % bound);
}

// What byte_scan promises, byte by byte.
static byte_scan_result scan_plainly(
    const uint8_t *bytes, size_t count, uint8_t delimiter, uint32_t *positions) {
  byte_scan_result result = {0, 0, false, false};
  bool may_open = true;
  bool has_closed = false;
  for (size_t i = 0; i < count; i++) {
    bool is_separator = bytes[i] == delimiter || bytes[i] == '\n';
    bool is_line_end = bytes[i] == '\r' && (i + 1 == count || bytes[i + 1] == '\n');
    if (has_closed && !is_separator && !is_line_end && bytes[i] != '"') {
      result.has_misplaced_quote = true;
    }
    has_closed = bytes[i] == '"' && result.ends_inside_quotes;
    if (bytes[i] == '"') {
      if (!result.ends_inside_quotes && !may_open) result.has_misplaced_quote = true;
      result.ends_inside_quotes = !result.ends_inside_quotes;
    } else if (is_separator && !result.ends_inside_quotes) {
      positions[result.position_count++] = (uint32_t)i;
      result.line_feed_count += bytes[i] == '\n';
    }
    may_open = is_separator || bytes[i] == '"';
  }
  return result;
}

static bool agrees(byte_scan_kernel kernel, const uint8_t *bytes, size_t count, uint8_t delimiter) {
  static uint32_t expected[longest + byte_scan_padding];
  static uint32_t found[longest + byte_scan_padding + 1];
  byte_scan_result plain = scan_plainly(bytes, count, delimiter, expected);
  found[count + byte_scan_padding] = 0xdeadbeef;
  byte_scan_result result = byte_scan(kernel, bytes, count, delimiter, found);
  if (found[count + byte_scan_padding] != 0xdeadbeef) return false;
  if (result.has_misplaced_quote != plain.has_misplaced_quote) return false;
  if (plain.has_misplaced_quote) return true;  // nothing else is promised
  quoted_rounds += plain.ends_inside_quotes;
  return result.position_count == plain.position_count &&
         result.line_feed_count == plain.line_feed_count &&
         result.ends_inside_quotes == plain.ends_inside_quotes &&
         memcmp(found, expected, plain.position_count * sizeof *found) == 0;
}

// Bytes of all kinds, few or many of which mean something.
static void fill_with_noise(uint8_t *bytes, size_t count, uint8_t delimiter) {
  const uint8_t special[] = {delimiter, '"', '\n', '"', 0xff, delimiter};
  unsigned rarity = 1 + random_below(12);
  for (size_t i = 0; i < count; i++) {
    bytes[i] = random_below(rarity) == 0 ? special[random_below(6)] : (uint8_t)random_below(256);
  }
}

// Fields as a careful program writes them: quotes enclose, and are doubled inside.
static void fill_with_fields(uint8_t *bytes, size_t count, uint8_t delimiter) {
  size_t i = 0;
  while (i < count) {
    bool is_quoted = random_below(3) == 0;
    if (is_quoted) bytes[i++] = '"';
    for (unsigned rest = random_below(100); rest > 0 && i + 2 < count; rest--) {
      const uint8_t inside[] = {delimiter, '\n', '"', 'x'};
      uint8_t byte = is_quoted ? inside[random_below(4)] : (uint8_t)('a' + random_below(26));
      bytes[i++] = byte;
      if (byte == '"') bytes[i++] = '"';
    }
    if (is_quoted && i < count) bytes[i++] = '"';
    if (is_quoted && i + 1 < count && random_below(3) == 0) bytes[i++] = '\r', bytes[i++] = '\n';
    if (i < count) bytes[i++] = random_below(8) == 0 ? '\n' : delimiter;
  }
}

// A text that looks like a number, or nearly; returns its length.
static size_t fill_with_number(char *text) {
  static const char characters[] = "0123456789012345678901234567890123456789.-x";
  size_t length = random_below(11);
  for (size_t i = 0; i < length; i++) text[i] = characters[random_below(sizeof characters - 1)];
  return length;
}

// The number that the text is, if it has the form that kernels read.
static bool read_plainly(const char *text, size_t length, double *value) {
  char copy[16] = {0};
  memcpy(copy, text, length);
  size_t sign = copy[0] == '-';
  size_t digits = strspn(copy + sign, "0123456789.");
  const char *mark = strchr(copy, '.');
  if (length > 8 || sign + digits != length || digits == (mark != NULL)) return false;
  if (mark != NULL && strchr(mark + 1, '.') != NULL) return false;
  *value = strtod(copy, NULL) + 0.0;
  return true;
}

// Reads the second of three fields of some rows.
static bool reads_decimals(byte_scan_kernel kernel) {
  enum { rows = 100 };
  static char bytes[rows * 20 + byte_scan_padding];
  uint32_t positions[1 + 3 * rows] = {UINT32_MAX};
  uint32_t *ends = positions + 1;
  double values[rows + 8];
  uint8_t are_read[rows + 8];
  size_t count = random_below(rows + 1);
  uint32_t end = 0;
  for (size_t row = 0; row < count; row++) {
    for (size_t field = 0; field < 3; field++) {
      end += (uint32_t)fill_with_number(bytes + end);
      ends[3 * row + field] = end;
      bytes[end++] = field < 2 ? ',' : '\n';
    }
  }
  byte_scan_decimals(
      kernel, (const uint8_t *)bytes, ends + 1, 3, count, '.', false, values, are_read);
  for (size_t row = 0; row < count; row++) {
    uint32_t start = ends[3 * row] + 1;
    double expected = 0;
    bool is_number = read_plainly(bytes + start, ends[3 * row + 1] - start, &expected);
    if (are_read[row] != (is_number ? 255 : 0)) return false;
    if (is_number && memcmp(&values[row], &expected, sizeof expected) != 0) return false;
    numbers_read += is_number;
  }
  return true;
}

int main(void) {
  static const char *const names[] = {"portable", "neon", "avx2", "avx512"};
  static const uint8_t delimiters[] = {',', ';', '\t', '|'};
  static uint8_t buffer[longest + byte_scan_padding + 64];
  int failures = 0;
  for (int kernel = byte_scan_portable; kernel <= byte_scan_avx512; kernel++) {
    if (!byte_scan_is_available((byte_scan_kernel)kernel)) continue;
    int wrong = 0;
    for (int round = 0; round < rounds; round++) {
      uint8_t delimiter = delimiters[random_below(4)];
      size_t count = random_below(longest + 1);
      uint8_t *bytes = buffer + random_below(64);
      fill_with_noise(bytes, count + byte_scan_padding, delimiter);
      if (round % 4 > 0) fill_with_fields(bytes, count, delimiter);
      // One quote somewhere, mostly where none belongs.
      if (round % 4 == 1 && count > 0) bytes[random_below((unsigned)count)] = '"';
      wrong += !agrees((byte_scan_kernel)kernel, bytes, count, delimiter);
      wrong += !reads_decimals((byte_scan_kernel)kernel);
    }
    printf("%s: %d of %d differ\n", names[kernel], wrong, rounds);
    failures += wrong;
  }
  return failures > 0 || quoted_rounds == 0 || numbers_read == 0;
}
