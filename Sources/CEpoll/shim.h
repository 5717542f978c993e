// Swift's module of the C library has no epoll.
#include <sys/epoll.h>
