// The reading of short decimals that all kernels share: eight fields at a time, each in a lane of
// 64 bits. A kernel defines, before it includes this file,
//
//   DECIMALS_NAME, KERNEL_TARGET    the function's name, and the attribute of its instruction set.
//
// Written with the compilers' vector types, which become the instructions of that set. The digits
// of a lane are converted by three multiplications (D. Lemire, "Number parsing at a gigabyte per
// second", Software: Practice and Experience 51 (2021), https://doi.org/10.1002/spe.2984).

#include <string.h>

typedef uint64_t word_lanes __attribute__((vector_size(64)));
typedef int64_t mask_lanes __attribute__((vector_size(64)));
typedef uint32_t half_lanes __attribute__((vector_size(64)));
typedef int32_t integer_lanes __attribute__((vector_size(32)));
typedef double number_lanes __attribute__((vector_size(64)));
typedef int8_t flag_lanes __attribute__((vector_size(8)));

// The fields of a batch: their first eight bytes, the first one lowest, and their lengths.
enum { decimals_batch = 64 };
typedef struct {
  _Alignas(64) uint64_t texts[decimals_batch];
  _Alignas(64) uint64_t lengths[decimals_batch];
} field_batch;

// Loads the field that ends at a separator, without its quotes, if it begins with one: what
// follows the closing quote is then the separator, or the text isn't a number anyway.
static inline KERNEL_TARGET void load_field(
    field_batch *batch, size_t lane, const uint8_t *bytes, const uint32_t *end, bool ends_row) {
  uint32_t start = end[-1] + 1;
  uint64_t length = *end - start;
  const uint8_t *field = bytes + start;
  if (ends_row && length > 0 && field[length - 1] == '\r') length--;
  if (length > 1 && *field == '"') {
    field++;
    length -= 2;
  }
  memcpy(&batch->texts[lane], field, 8);
  batch->lengths[lane] = length;
}

// Reads eight fields. A lane whose length is 0 or more than 8 isn't read.
static inline KERNEL_TARGET void read_lanes(
    const uint64_t *texts, const uint64_t *lengths, uint8_t decimal, double *values,
    uint8_t *are_read) {
  const uint64_t ones = 0x0101010101010101;
  const uint64_t highs = 0x8080808080808080;
  word_lanes text, length;
  memcpy(&text, texts, sizeof text);
  memcpy(&length, lengths, sizeof length);

  mask_lanes ok = (length - 1) < 8;
  word_lanes bits = ((length - 1) & 7) * 8 + 8;
  text &= ~(uint64_t)0 >> (64 - bits);

  word_lanes negative = (word_lanes)((text & 0xff) == '-');
  text >>= negative & 8;
  bits -= negative & 8;

  // The high bit of the first byte that is the decimal mark. It is taken out; a second one remains
  // and is no digit.
  word_lanes difference = text ^ (ones * decimal);
  word_lanes mark = (difference - ones) & ~difference & highs;
  mark &= 0 - mark;
  word_lanes has_mark = (word_lanes)(mark != 0);
  word_lanes before = (mark >> 7) - 1;
  text = (text & before) | (text >> 8 & ~before);
  bits -= has_mark & 8;
  ok &= bits != 0;
  word_lanes digits_before = before & ones;
  digits_before += digits_before >> 32;
  digits_before += digits_before >> 16;
  digits_before += digits_before >> 8;
  word_lanes decimals = (bits / 8 - (digits_before & 15)) & has_mark;

  // The digits move to the high end; what moves in below them are leading zeros.
  word_lanes digits = (text ^ (ones * '0')) << ((64 - bits) & 63);
  ok &= ((digits | (digits + ones * 6)) & (ones * 0xf0)) == 0;
  word_lanes pairs = digits * 10 + (digits >> 8);
  const uint64_t low_bytes = 0x000000ff000000ff;
  word_lanes fours = (word_lanes)((half_lanes)(pairs & low_bytes) * 100) + (pairs >> 16 & low_bytes);
  word_lanes eight = (word_lanes)((half_lanes)(fours & 0xffffffff) * 10000) + (fours >> 32);

  // Ten to the power of 0 to 7, a factor for each bit of the exponent.
  half_lanes power = (half_lanes)(1 + ((0 - (decimals & 1)) & 9));
  power *= (half_lanes)(1 + ((0 - (decimals >> 1 & 1)) & 99));
  power *= (half_lanes)(1 + ((0 - (decimals >> 2 & 1)) & 9999));

  // Both are exact, so the quotient is correctly rounded.
  number_lanes value =
      __builtin_convertvector(__builtin_convertvector(eight, integer_lanes), number_lanes) /
      __builtin_convertvector(
          __builtin_convertvector((word_lanes)power, integer_lanes), number_lanes);
  value = (number_lanes)((word_lanes)value ^ (negative & (uint64_t)1 << 63)) + 0.0;
  flag_lanes flags = __builtin_convertvector(ok, flag_lanes);
  memcpy(values, &value, sizeof value);
  memcpy(are_read, &flags, sizeof flags);
}

static KERNEL_TARGET void DECIMALS_NAME(
    const uint8_t *bytes, const uint32_t *ends, size_t stride, size_t count, uint8_t decimal,
    bool end_rows, double *values, uint8_t *are_read) {
  field_batch batch;
  for (size_t first = 0; first < count; first += decimals_batch) {
    size_t rest = count - first < decimals_batch ? count - first : decimals_batch;
    for (size_t i = 0; i < rest; i++) {
      load_field(&batch, i, bytes, ends + (first + i) * stride, end_rows);
    }
    for (size_t i = rest; i % 8 != 0; i++) batch.texts[i] = batch.lengths[i] = 0;
    for (size_t i = 0; i < rest; i += 8) {
      read_lanes(
          batch.texts + i, batch.lengths + i, decimal, values + first + i, are_read + first + i);
    }
  }
}
