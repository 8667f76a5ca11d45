/* A clock that a test moves: the seconds in the file named by MOVED_CLOCK are added to the steady clock of the program that
   this is loaded into first. The kernel knows nothing of it, so the ends of waits are moved back. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile long *seconds;
static int (*real_gettime)(clockid_t, struct timespec *);
static int (*real_nanosleep)(clockid_t, int, const struct timespec *, struct timespec *);
static long (*real_syscall)(long, ...);

__attribute__((constructor)) static void begin(void) {
    real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    real_nanosleep = dlsym(RTLD_NEXT, "clock_nanosleep");
    real_syscall = dlsym(RTLD_NEXT, "syscall");
    int file = open(getenv("MOVED_CLOCK"), O_RDONLY);
    void *map = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *seconds, PROT_READ, MAP_SHARED, file, 0);
    if (map == MAP_FAILED) abort();
    seconds = map;
}

int clock_gettime(clockid_t clock, struct timespec *at) {
    if (!real_gettime) real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    int done = real_gettime(clock, at);
    if (done == 0 && seconds && clock == CLOCK_MONOTONIC) at->tv_sec += *seconds;
    return done;
}

/* Not before the clock began: the kernel refuses such an end. */
static struct timespec unmoved(const struct timespec *at) {
    struct timespec real = *at;
    real.tv_sec = seconds && real.tv_sec > *seconds ? real.tv_sec - *seconds : 0;
    return real;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *at, struct timespec *rest) {
    if (!real_nanosleep) real_nanosleep = dlsym(RTLD_NEXT, "clock_nanosleep");
    if (clock != CLOCK_MONOTONIC || !(flags & TIMER_ABSTIME)) return real_nanosleep(clock, flags, at, rest);
    struct timespec real = unmoved(at);
    return real_nanosleep(clock, flags, &real, rest);
}

long syscall(long number, ...) {
    if (!real_syscall) real_syscall = dlsym(RTLD_NEXT, "syscall");
    long a[6];
    va_list all;
    va_start(all, number);
    for (int i = 0; i < 6; i++) a[i] = va_arg(all, long);
    va_end(all);
    struct timespec real;
    int ends = number == SYS_futex && (a[1] & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET && !(a[1] & FUTEX_CLOCK_REALTIME) && a[3];
    if (ends) {
        real = unmoved((const struct timespec *)a[3]);
        a[3] = (long)&real;
    }
    return real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
