// Which kernels this processor can run, and the way to them.

#include "masks.h"

bool byte_scan_is_available(byte_scan_kernel kernel) {
  switch (kernel) {
    case byte_scan_portable:
      return true;
    case byte_scan_neon:
#if defined(__aarch64__)
      return true;
#else
      return false;
#endif
    case byte_scan_avx2:
#if defined(__x86_64__)
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
             __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
             __builtin_cpu_supports("pclmul");
#else
      return false;
#endif
    case byte_scan_avx512:
#if defined(__x86_64__)
      return byte_scan_is_available(byte_scan_avx2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
             __builtin_cpu_supports("avx512vbmi2");
#else
      return false;
#endif
  }
  return false;
}

byte_scan_result byte_scan(
    byte_scan_kernel kernel, const uint8_t *bytes, size_t count, uint8_t delimiter,
    uint32_t *positions) {
  switch (kernel) {
#if defined(__x86_64__)
    case byte_scan_avx512:
      return byte_scan_with_avx512(bytes, count, delimiter, positions);
    case byte_scan_avx2:
      return byte_scan_with_avx2(bytes, count, delimiter, positions);
#endif
#if defined(__aarch64__)
    case byte_scan_neon:
      return byte_scan_with_neon(bytes, count, delimiter, positions);
#endif
    default:
      return byte_scan_with_portable(bytes, count, delimiter, positions);
  }
}

void byte_scan_decimals(
    byte_scan_kernel kernel, const uint8_t *bytes, const uint32_t *ends, size_t stride,
    size_t count, uint8_t decimal, bool end_rows, double *values, uint8_t *are_read) {
  switch (kernel) {
#if defined(__x86_64__)
    case byte_scan_avx512:
      byte_scan_decimals_with_avx512(
          bytes, ends, stride, count, decimal, end_rows, values, are_read);
      return;
    case byte_scan_avx2:
      byte_scan_decimals_with_avx2(bytes, ends, stride, count, decimal, end_rows, values, are_read);
      return;
#endif
#if defined(__aarch64__)
    case byte_scan_neon:
      byte_scan_decimals_with_neon(bytes, ends, stride, count, decimal, end_rows, values, are_read);
      return;
#endif
    default:
      byte_scan_decimals_with_portable(
          bytes, ends, stride, count, decimal, end_rows, values, are_read);
  }
}
