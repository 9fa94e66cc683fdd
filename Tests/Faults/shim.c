// A disk that fails and a clock that jumps, for one process: LD_PRELOAD this, with AJAR_FAULTS naming a file of `struct
// control`. Whoever maps the same file says what happens, while the process runs. Only calls on files below `folder` count.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { WRITE = 1, SYNC = 2, NAME = 4, OPEN = 8, SIZE = 16 };

// Mirrored in shim.py.
struct control {
    int64_t countdown;     // the call that fails: 1 is the next one; 0 or less, none
    int64_t seen;          // calls of the chosen kinds so far
    int64_t fired;         // calls that were made to fail
    int64_t clock_offset;  // nanoseconds that the clock on the wall is ahead
    int32_t kinds;         // which calls count
    int32_t error;         // the errno they fail with
    int32_t sticks;        // whether all later ones fail too
    int32_t is_short;      // whether a failing write first takes half of its bytes
    char folder[512];
};

static struct control *control;

// The function that we stand before, as `call`.
#define REAL(name) static __typeof__(name) *call; if (!call) call = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("AJAR_FAULTS");
    if (!path) return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (file < 0) return;
    void *memory = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (memory != MAP_FAILED) control = memory;
}

static int is_below(const char *path) {
    size_t length = strlen(control->folder);
    return length && strncmp(path, control->folder, length) == 0;
}

static int is_ours(int file) {
    char link[32], path[600];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_below(path);
}

// Whether this call is the one. It counts down once for each of them, whichever thread it is on.
static int fails(enum kind kind) {
    if (!(control->kinds & kind)) return 0;
    __atomic_add_fetch(&control->seen, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&control->countdown, __ATOMIC_SEQ_CST) <= 0) return 0;
    int64_t left = __atomic_sub_fetch(&control->countdown, 1, __ATOMIC_SEQ_CST);
    if (left > 0) return 0;
    if (control->sticks) __atomic_store_n(&control->countdown, 1, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&control->fired, 1, __ATOMIC_SEQ_CST);
    return 1;
}

#define FILE_FAILS(kind, file) (control && (control->kinds & (kind)) && is_ours(file) && fails(kind))
#define PATH_FAILS(kind, path) (control && is_below(path) && fails(kind))
#define FAIL(value) do { errno = control->error; return value; } while (0)

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(write);
    if (FILE_FAILS(WRITE, file)) {
        if (control->is_short && count > 1) return call(file, bytes, count / 2);
        FAIL(-1);
    }
    return call(file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    REAL(pwrite64);
    if (FILE_FAILS(WRITE, file)) {
        if (control->is_short && count > 1) return call(file, bytes, count / 2, at);
        FAIL(-1);
    }
    return call(file, bytes, count, at);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) { return pwrite64(file, bytes, count, at); }

ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(writev);
    if (FILE_FAILS(WRITE, file)) FAIL(-1);
    return call(file, parts, count);
}

int fsync(int file) {
    REAL(fsync);
    if (FILE_FAILS(SYNC, file)) FAIL(-1);
    return call(file);
}
int fdatasync(int file) {
    REAL(fdatasync);
    if (FILE_FAILS(SYNC, file)) FAIL(-1);
    return call(file);
}

int ftruncate64(int file, off64_t size) {
    REAL(ftruncate64);
    if (FILE_FAILS(SIZE, file)) FAIL(-1);
    return call(file, size);
}
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int rename(const char *from, const char *to) {
    REAL(rename);
    if (PATH_FAILS(NAME, to)) FAIL(-1);
    return call(from, to);
}
int link(const char *from, const char *to) {
    REAL(link);
    if (PATH_FAILS(NAME, to)) FAIL(-1);
    return call(from, to);
}
int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    if (PATH_FAILS(NAME, path)) FAIL(-1);
    return call(path, mode);
}

// Opening to read never fails here: a disk that takes nothing can still be read.
static int opened(const char *path, int flags, mode_t mode) {
    if ((flags & (O_CREAT | O_WRONLY | O_RDWR | O_TRUNC)) && PATH_FAILS(OPEN, path)) FAIL(-1);
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
static mode_t mode_of(int flags, va_list rest) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
}
int open(const char *path, int flags, ...) {
    va_list rest; va_start(rest, flags);
    mode_t mode = mode_of(flags, rest); va_end(rest);
    return opened(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list rest; va_start(rest, flags);
    mode_t mode = mode_of(flags, rest); va_end(rest);
    return opened(path, flags | O_LARGEFILE, mode);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(clock_gettime);
    int result = call ? call(clock, time) : (int)syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && control && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t nanoseconds = time->tv_nsec + __atomic_load_n(&control->clock_offset, __ATOMIC_RELAXED);
        int64_t seconds = nanoseconds / 1000000000, rest = nanoseconds % 1000000000;
        if (rest < 0) { rest += 1000000000; seconds -= 1; }
        time->tv_sec += seconds;
        time->tv_nsec = rest;
    }
    return result;
}
int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    (void)zone;
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
