#ifndef CAUDAL_ALLOCATION_H
#define CAUDAL_ALLOCATION_H

#include <stddef.h>

/// Sets what is called, once, when the C library has no memory for a request, such as under `ulimit -v`.
///
/// Swift ends a program there with a trace of its calls. The handler is to say why in a sentence, and to
/// end the program: it must neither allocate nor return. Without a handler, and in builds for a
/// sanitizer, which have allocators of their own, requests fail as usual.
///
/// - Parameter handler: what is called, with the number of bytes; NULL for nothing.
void caudal_set_exhaustion_handler(void (*_Nullable handler)(size_t bytes));

#endif
