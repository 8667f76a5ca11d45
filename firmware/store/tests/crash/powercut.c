/*
 * A disk that can be unplugged: preloaded (LD_PRELOAD) into a process of the crash harness, it writes down, in order, what
 * the process does to the files under POWERCUT_ROOT. image.rs then builds what a disk may hold after a power cut at any
 * place of that log: what was synced, and a random half of the rest.
 *
 *   POWERCUT_ROOT   folder that is watched (absolute, without symbolic links)
 *   POWERCUT_LOG    where the log goes (outside of the root)
 *   POWERCUT_LIES   set: syncs are answered but not written down, as by a disk that lies (the twin that must fail)
 *   POWERCUT_FAULT  a file: while it exists, its first number is the errno that every change under the root meets
 *
 * A record: op u8, a u64, b u64, length u32, length u32, bytes, bytes (native order). It is written after the call that
 * it tells of and before that call returns, under one lock, so that an acknowledgement (a write to standard output, op A)
 * stands behind all it depends on. Real syncs are not made while a log is written: only the log decides what is durable.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_len;
static const char *fault_file;
static int log_fd = -1;
static int lies;

#define REAL(ret, name, ...) \
    static ret (*real)(__VA_ARGS__); \
    if (!real) real = (ret(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("POWERCUT_ROOT"), *log = getenv("POWERCUT_LOG");
    if (!at) return;
    strncpy(root, at, sizeof root - 1);
    root_len = strlen(root);
    fault_file = getenv("POWERCUT_FAULT");
    lies = getenv("POWERCUT_LIES") != NULL;
    if (log) {
        REAL(int, "open64", const char *, int, ...);
        log_fd = real(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        /* Out of the way of the numbers a program may count on. */
        int high = fcntl(log_fd, F_DUPFD_CLOEXEC, 900);
        if (high >= 0) { close(log_fd); log_fd = high; }
    }
}

static int under(const char *path) {
    return root_len && strncmp(path, root, root_len) == 0 && (path[root_len] == '/' || path[root_len] == 0);
}

/* The path behind a descriptor, when it is watched. */
static int watched(int fd, char *out) {
    char link[64];
    if (!root_len || fd < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, out, PATH_MAX - 1);
    if (n <= 0) return 0;
    out[n] = 0;
    return under(out);
}

/* The whole path of a name given beside a folder's descriptor, when it is watched. */
static int whole(int dir, const char *name, char *out) {
    if (!root_len || !name) return 0;
    if (name[0] == '/') {
        snprintf(out, PATH_MAX, "%s", name);
    } else {
        char base[PATH_MAX];
        if (dir == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return 0;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
            ssize_t n = readlink(link, base, sizeof base - 1);
            if (n <= 0) return 0;
            base[n] = 0;
        }
        if (snprintf(out, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) return 0;
    }
    return under(out);
}

static int fault(void) {
    char text[16] = {0};
    if (!fault_file || access(fault_file, F_OK) != 0) return 0;
    int keep = errno;
    REAL(int, "open64", const char *, int, ...);
    int fd = real(fault_file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    errno = keep;
    return n > 0 ? atoi(text) : 0;
}

static void tell(char op, uint64_t a, uint64_t b, const void *x, size_t nx, const void *y, size_t ny) {
    if (log_fd < 0) return;
    int keep = errno;
    unsigned char head[25];
    uint32_t lx = (uint32_t)nx, ly = (uint32_t)ny;
    head[0] = (unsigned char)op;
    memcpy(head + 1, &a, 8);
    memcpy(head + 9, &b, 8);
    memcpy(head + 17, &lx, 4);
    memcpy(head + 21, &ly, 4);
    struct iovec parts[3] = {{head, sizeof head}, {(void *)x, nx}, {(void *)y, ny}};
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    if (real(log_fd, parts, 3) != (ssize_t)(sizeof head + nx + ny)) abort(); /* a log with a hole proves nothing */
    errno = keep;
}

static void tell_path(char op, uint64_t a, const char *one, const char *two) {
    tell(op, a, 0, one, strlen(one), two ? two : "", two ? strlen(two) : 0);
}

static uint64_t inode(int fd) {
    struct stat s;
    return fstat(fd, &s) == 0 ? (uint64_t)s.st_ino : 0;
}

#define REFUSED(value) do { int e = fault(); if (e) { errno = e; return value; } } while (0)

static int open_at(int dir, const char *name, int flags, mode_t mode) {
    REAL(int, "openat64", int, const char *, int, ...);
    char path[PATH_MAX];
    if (!whole(dir, name, path)) return real(dir, name, flags, mode);
    if ((flags & O_ACCMODE) != O_RDONLY) REFUSED(-1);
    pthread_mutex_lock(&lock);
    struct stat before;
    int was = stat(path, &before) == 0;
    int fd = real(dir, name, flags, mode);
    if (fd >= 0) {
        if (!was && (flags & O_CREAT)) tell_path('C', inode(fd), path, NULL);
        else if (flags & O_TRUNC) tell('T', inode(fd), 0, "", 0, "", 0);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE(flags) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list l; va_start(l, flags); mode = va_arg(l, mode_t); va_end(l); }
int open(const char *name, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, name, flags, mode); }
int openat(int dir, const char *name, int flags, ...) { MODE(flags) return open_at(dir, name, flags, mode); }
int openat64(int dir, const char *name, int flags, ...) { MODE(flags) return open_at(dir, name, flags, mode); }

static ssize_t wrote(int fd, const void *bytes, ssize_t done, off_t at) {
    if (done > 0) tell('W', inode(fd), (uint64_t)at, bytes, (size_t)done, "", 0);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t n) {
    REAL(ssize_t, "write", int, const void *, size_t);
    char path[PATH_MAX];
    if (fd == 1 && log_fd >= 0) {
        pthread_mutex_lock(&lock);
        tell('A', 0, 0, bytes, n, "", 0);
        ssize_t done = real(fd, bytes, n);
        pthread_mutex_unlock(&lock);
        return done;
    }
    if (!watched(fd, path)) return real(fd, bytes, n);
    REFUSED(-1);
    pthread_mutex_lock(&lock);
    struct stat s;
    fstat(fd, &s);
    off_t at = (fcntl(fd, F_GETFL) & O_APPEND) ? s.st_size : lseek(fd, 0, SEEK_CUR);
    ssize_t done = wrote(fd, bytes, real(fd, bytes, n), at);
    pthread_mutex_unlock(&lock);
    return done;
}

/* Gathered writes become one write each: none of ours are long. */
ssize_t writev(int fd, const struct iovec *parts, int many) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    char path[PATH_MAX];
    if (!(fd == 1 && log_fd >= 0) && !watched(fd, path)) return real(fd, parts, many);
    ssize_t sum = 0;
    for (int i = 0; i < many; i++) {
        ssize_t done = write(fd, parts[i].iov_base, parts[i].iov_len);
        if (done < 0) return sum ? sum : -1;
        sum += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return sum;
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    char path[PATH_MAX];
    if (!watched(fd, path)) return real(fd, bytes, n, at);
    REFUSED(-1);
    pthread_mutex_lock(&lock);
    ssize_t done = wrote(fd, bytes, real(fd, bytes, n, at), at);
    pthread_mutex_unlock(&lock);
    return done;
}
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { return pwrite64(fd, bytes, n, at); }

int ftruncate64(int fd, off64_t len) {
    REAL(int, "ftruncate64", int, off64_t);
    char path[PATH_MAX];
    if (!watched(fd, path)) return real(fd, len);
    REFUSED(-1);
    pthread_mutex_lock(&lock);
    int rc = real(fd, len);
    if (rc == 0) tell('T', inode(fd), (uint64_t)len, "", 0, "", 0);
    pthread_mutex_unlock(&lock);
    return rc;
}
int ftruncate(int fd, off_t len) { return ftruncate64(fd, len); }

static int synced(int fd, int (*real)(int)) {
    char path[PATH_MAX];
    if (!watched(fd, path)) return real(fd);
    REFUSED(-1);
    if (log_fd < 0) return real(fd);
    pthread_mutex_lock(&lock);
    struct stat s;
    if (!lies && fstat(fd, &s) == 0) {
        if (S_ISDIR(s.st_mode)) tell_path('D', 0, path, NULL);
        else tell('S', (uint64_t)s.st_ino, 0, "", 0, "", 0);
    }
    pthread_mutex_unlock(&lock);
    return 0;
}
int fsync(int fd) { REAL(int, "fsync", int); return synced(fd, real); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); return synced(fd, real); }

/* Starts writing out and promises nothing: sled's flush. */
int sync_file_range(int fd, off64_t at, off64_t n, unsigned flags) {
    REAL(int, "sync_file_range", int, off64_t, off64_t, unsigned);
    char path[PATH_MAX];
    if (!watched(fd, path)) return real(fd, at, n, flags);
    REFUSED(-1);
    return 0;
}

int posix_fallocate64(int fd, off64_t at, off64_t n) {
    REAL(int, "posix_fallocate64", int, off64_t, off64_t);
    char path[PATH_MAX];
    if (!watched(fd, path)) return real(fd, at, n);
    int e = fault();
    if (e) return e;
    pthread_mutex_lock(&lock);
    struct stat s;
    int rc = real(fd, at, n);
    if (rc == 0 && fstat(fd, &s) == 0) tell('T', (uint64_t)s.st_ino, (uint64_t)s.st_size, "", 0, "", 0);
    pthread_mutex_unlock(&lock);
    return rc;
}
int posix_fallocate(int fd, off_t at, off_t n) { return posix_fallocate64(fd, at, n); }

static int named(char op, int dir, const char *one, int dir2, const char *two, int (*act)(void *), void *with) {
    char from[PATH_MAX], to[PATH_MAX];
    if (!whole(dir, one, from)) return act(with);
    if (two && !whole(dir2, two, to)) return act(with);
    REFUSED(-1);
    pthread_mutex_lock(&lock);
    int rc = act(with);
    if (rc == 0) tell_path(op, 0, from, two ? to : NULL);
    pthread_mutex_unlock(&lock);
    return rc;
}

struct two { int dir; const char *one; int dir2; const char *two; unsigned flags; };
static int do_rename(void *w) { struct two *t = w; REAL(int, "renameat", int, const char *, int, const char *); return real(t->dir, t->one, t->dir2, t->two); }
static int do_link(void *w) { struct two *t = w; REAL(int, "linkat", int, const char *, int, const char *, int); return real(t->dir, t->one, t->dir2, t->two, (int)t->flags); }
static int do_unlink(void *w) { struct two *t = w; REAL(int, "unlinkat", int, const char *, int); return real(t->dir, t->one, (int)t->flags); }
static int do_mkdir(void *w) { struct two *t = w; REAL(int, "mkdirat", int, const char *, mode_t); return real(t->dir, t->one, (mode_t)t->flags); }

static int renamed(struct two t) { return named('R', t.dir, t.one, t.dir2, t.two, do_rename, &t); }
int rename(const char *a, const char *b) { return renamed((struct two){AT_FDCWD, a, AT_FDCWD, b, 0}); }
int renameat(int d, const char *a, int e, const char *b) { return renamed((struct two){d, a, e, b, 0}); }
static int linked(struct two t) { return named('L', t.dir, t.one, t.dir2, t.two, do_link, &t); }
int link(const char *a, const char *b) { return linked((struct two){AT_FDCWD, a, AT_FDCWD, b, 0}); }
int linkat(int d, const char *a, int e, const char *b, int f) { return linked((struct two){d, a, e, b, (unsigned)f}); }
static int unlinked(struct two t) { return named((t.flags & AT_REMOVEDIR) ? 'X' : 'U', t.dir, t.one, 0, NULL, do_unlink, &t); }
int unlink(const char *a) { return unlinked((struct two){AT_FDCWD, a, 0, NULL, 0}); }
int unlinkat(int d, const char *a, int f) { return unlinked((struct two){d, a, 0, NULL, (unsigned)f}); }
int rmdir(const char *a) { return unlinked((struct two){AT_FDCWD, a, 0, NULL, AT_REMOVEDIR}); }
static int made(struct two t) { return named('M', t.dir, t.one, 0, NULL, do_mkdir, &t); }
int mkdir(const char *a, mode_t m) { return made((struct two){AT_FDCWD, a, 0, NULL, m}); }
int mkdirat(int d, const char *a, mode_t m) { return made((struct two){d, a, 0, NULL, m}); }

/* Copies inside the kernel are not seen: programs fall back to reading and writing. */
ssize_t copy_file_range(int a, off64_t *x, int b, off64_t *y, size_t n, unsigned f) { (void)a; (void)x; (void)b; (void)y; (void)n; (void)f; errno = ENOSYS; return -1; }
ssize_t sendfile64(int a, int b, off64_t *x, size_t n) { (void)a; (void)b; (void)x; (void)n; errno = EINVAL; return -1; }
ssize_t sendfile(int a, int b, off_t *x, size_t n) { return sendfile64(a, b, x, n); }
