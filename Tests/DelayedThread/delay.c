// Delays Open MPI's own thread, as a busy machine may: preloaded into a rank, it keeps that thread
// asleep for DELAYED_THREAD_MILLISECONDS once it has been told of its first event.
//
// In C, as it stands between the dynamic linker and libraries that call it from threads of theirs.

#define _GNU_SOURCE

#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

typedef void *routine(void *);

typedef struct {
  routine *routine;
  void *argument;
} start;

/// Whether the calling thread is one of Open MPI that has not slept yet.
static _Thread_local bool is_to_sleep = false;

static void *run_late(void *argument) {
  start copy = *(start *)argument;
  free(argument);
  is_to_sleep = true;
  return copy.routine(copy.argument);
}

/// Whether a function belongs to the library that starts Open MPI's own threads.
static bool is_of_open_mpi(routine *function) {
  Dl_info library;
  return dladdr((void *)function, &library) != 0 && strstr(library.dli_fname, "/libopen-pal.so");
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, routine *function,
                   void *argument) {
  int (*next)(pthread_t *, const pthread_attr_t *, routine *, void *) =
      dlsym(RTLD_NEXT, "pthread_create");
  start *late = is_of_open_mpi(function) ? malloc(sizeof(start)) : NULL;
  if (late == NULL) return next(thread, attributes, function, argument);
  *late = (start){function, argument};
  return next(thread, attributes, run_late, late);
}

static void sleep_once(void) {
  if (!is_to_sleep) return;
  is_to_sleep = false;
  const char *text = getenv("DELAYED_THREAD_MILLISECONDS");
  long milliseconds = text == NULL ? 0 : atol(text);
  struct timespec rest = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (nanosleep(&rest, &rest) != 0) continue;
}

// Open MPI's libevent waits in the first of these, or in the second where the user prefers it.

int poll(struct pollfd *files, nfds_t count, int timeout) {
  int (*next)(struct pollfd *, nfds_t, int) = dlsym(RTLD_NEXT, "poll");
  int ready = next(files, count, timeout);
  sleep_once();
  return ready;
}

int epoll_wait(int instance, struct epoll_event *events, int capacity, int timeout) {
  int (*next)(int, struct epoll_event *, int, int) = dlsym(RTLD_NEXT, "epoll_wait");
  int ready = next(instance, events, capacity, timeout);
  sleep_once();
  return ready;
}
