// The loop that all kernels share. A kernel defines, before it includes this file,
//
//   KERNEL_NAME, KERNEL_TARGET      the function's name, and the attribute of its instruction set;
//   find_bytes(bytes, delimiter)    the masks of 64 bytes, bit i for byte i;
//   prefix_xor(mask)                bit i is the exclusive or of bits 0 to i;
//   write_positions(out, bits, base)  the numbers of the set bits plus base; returns how many.
//
// Inside quotes is where an odd number of quotes has gone before. That is what the state machine
// says, too, as long as every quote that makes the number odd stands where a quoted field may
// begin: after a delimiter or a line feed, or directly after another quote, which it then doubles.
// Behind a quote that makes it even, the field must end, or that quote was text.

#ifndef CAUDAL_ENDS_LINE
#define CAUDAL_ENDS_LINE
// Whether a CR stands at a position and an LF behind it, as far as the bytes tell.
static inline bool ends_line(const uint8_t *bytes, size_t position, size_t count) {
  return bytes[position] == '\r' && (position + 1 == count || bytes[position + 1] == '\n');
}
#endif

static KERNEL_TARGET byte_scan_result KERNEL_NAME(
    const uint8_t *bytes, size_t count, uint8_t delimiter, uint32_t *positions) {
  uint32_t *out = positions;
  size_t line_feeds = 0;
  uint64_t inside = 0;        // all ones inside quotes
  uint64_t may_open = 1;      // bit 0: a quote may open a field at the next byte
  uint64_t has_closed = 0;    // bit 0: a quote has closed a field in front of the next byte
  uint64_t misplaced = 0;
  for (size_t base = 0; base < count; base += 64) {
    byte_masks masks = find_bytes(bytes + base, delimiter);
    size_t rest = count - base;
    if (rest < 64) {
      uint64_t valid = ((uint64_t)1 << rest) - 1;
      masks.quotes &= valid;
      masks.delimiters &= valid;
      masks.line_feeds &= valid;
    }
    uint64_t separators = masks.delimiters | masks.line_feeds;
    if (masks.quotes | inside | has_closed) {
      uint64_t quoted = prefix_xor(masks.quotes) ^ inside;
      uint64_t before = ((separators | masks.quotes) << 1) | may_open;
      misplaced |= masks.quotes & quoted & ~before;
      uint64_t closing = masks.quotes & ~quoted;
      uint64_t behind = ((closing << 1) | has_closed) & ~(separators | masks.quotes);
      if (rest < 64) behind &= ((uint64_t)1 << rest) - 1;
      has_closed = closing >> 63;
      for (; behind; behind &= behind - 1) {
        if (!ends_line(bytes, base + lowest_bit(behind), count)) misplaced = 1;
      }
      may_open = (separators | masks.quotes) >> 63;
      separators &= ~quoted;
      masks.line_feeds &= ~quoted;
      inside = (uint64_t)((int64_t)quoted >> 63);
    } else {
      may_open = separators >> 63;
    }
    line_feeds += (size_t)__builtin_popcountll(masks.line_feeds);
    out += write_positions(out, separators, (uint32_t)base);
  }
  byte_scan_result result = {
      .position_count = (size_t)(out - positions),
      .line_feed_count = line_feeds,
      .ends_inside_quotes = inside != 0,
      .has_misplaced_quote = misplaced != 0,
  };
  return result;
}
