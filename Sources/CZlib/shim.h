#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

/// Swift cannot: `inflateInit2` is a macro that adds the version and the size of its argument.
///
/// `stream` must be zeroed. Expects a gzip or zlib header; ends with `inflateEnd`.
static inline int czlib_start_inflating(z_stream *stream) {
  return inflateInit2(stream, 15 + 32);
}

/// The same for what has neither header nor check at its end, as members of a zip archive.
static inline int czlib_start_inflating_raw(z_stream *stream) {
  return inflateInit2(stream, -15);
}

/// Swift cannot: `deflateInit2` is such a macro, too.
///
/// `stream` must be zeroed. Writes neither header nor check; ends with `deflateEnd`.
static inline int czlib_start_deflating_raw(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}

#endif
