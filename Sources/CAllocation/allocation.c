// The program's own malloc and its relatives: those of glibc, and a last word where they have no memory.
//
// glibc looks for these names in the program first, for libraries, too (malloc(3), "Replacing malloc" in its
// manual), and has its own under other names. Memory is freed by its own free, which isn't replaced.

#include "CAllocation.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic(void (*)(size_t)) exhaustion_handler = NULL;

void caudal_set_exhaustion_handler(void (*handler)(size_t)) {
  atomic_store(&exhaustion_handler, handler);
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_OTHER_ALLOCATOR 1
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_OTHER_ALLOCATOR)

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

// Not inlined: it is never called where speed matters.
__attribute__((noinline, cold)) static void exhausted(size_t bytes) {
  void (*handler)(size_t) = atomic_exchange(&exhaustion_handler, NULL);
  if (handler) handler(bytes);
}

void *malloc(size_t bytes) {
  void *memory = __libc_malloc(bytes);
  if (__builtin_expect(!memory, 0)) exhausted(bytes);
  return memory;
}

void *calloc(size_t count, size_t bytes) {
  void *memory = __libc_calloc(count, bytes);
  if (__builtin_expect(!memory, 0)) exhausted(count * bytes);
  return memory;
}

void *realloc(void *old, size_t bytes) {
  void *memory = __libc_realloc(old, bytes);
  if (__builtin_expect(!memory && bytes > 0, 0)) exhausted(bytes);
  return memory;
}

void *memalign(size_t alignment, size_t bytes) {
  void *memory = __libc_memalign(alignment, bytes);
  if (__builtin_expect(!memory, 0)) exhausted(bytes);
  return memory;
}

void *aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }

int posix_memalign(void **place, size_t alignment, size_t bytes) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0)
    return EINVAL;
  void *memory = memalign(alignment, bytes);
  if (!memory) return ENOMEM;
  *place = memory;
  return 0;
}

#endif
