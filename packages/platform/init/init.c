/*
 * init --make-pipe PATH: makes a named pipe that everybody may read and write, for images without a program that does.
 * init --hold: does nothing until SIGTERM or SIGINT, so that what it was started in (the network of a pod's containers) stays.
 * init PROGRAM [ARGUMENT...]: the first process of a container. The kernel throws away signals that a container's first process has
 * no handler for; this one blocks all as its first step and hands each on to the program, which dies of them like any other
 * process until it has its own handlers. It reaps what it inherits and ends as the program did: with its exit code, or 128 and the
 * signal. No libc: the kernel's calls alone, so that it runs in any image. `node scripts/build-init.ts` makes the programs.
 */
typedef unsigned long mask;
enum { EXIT_CANNOT_RUN = 127, EXIT_NO_PROCESS = 126 };
/* The kernel's own words, which its headers for another processor need not be here to say. */
enum { SIG_BLOCK = 0, SIG_SETMASK = 2, SIGINT = 2, SIGTERM = 15, SIGCHLD = 17, WNOHANG = 1, AT_FDCWD = -100, PIPE_FOR_ALL = 0010666 };

#if defined(__x86_64__)
enum { MASK = 14, CLONE = 56, EXECVE = 59, WAIT = 61, KILL = 62, WRITE = 1, UMASK = 95, MKNODAT = 259, TAKE_SIGNAL = 128, EXIT = 231 };
static long call(long number, long a, long b, long c, long d, long e) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
}
__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call start\n");
#elif defined(__aarch64__)
enum { MASK = 135, CLONE = 220, EXECVE = 221, WAIT = 260, KILL = 129, WRITE = 64, UMASK = 166, MKNODAT = 33, TAKE_SIGNAL = 137, EXIT = 94 };
static long call(long number, long a, long b, long c, long d, long e) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
__asm__(".globl _start\n_start: mov x0, sp\n bl start\n");
#endif

static void end(int code) {
  for (;;) call(EXIT, code, 0, 0, 0, 0);
}

/* The exit code of the program once it has ended, else -1; reaps all others on the way. */
static int reap(long program) {
  int code = -1, status;
  long ended;
  while ((ended = call(WAIT, -1, (long)&status, WNOHANG, 0, 0)) > 0) {
    if (ended != program) continue;
    int signal = status & 0x7f;
    code = signal == 0 ? (status >> 8) & 0xff : 128 + signal;
  }
  return code;
}

static int is_same(const char *a, const char *b) {
  for (; *a != 0 && *a == *b; a++) b++;
  return *a == *b;
}

static int make_pipe(const char *path) {
  call(UMASK, 0, 0, 0, 0, 0);
  return call(MKNODAT, AT_FDCWD, (long)path, PIPE_FOR_ALL, 0, 0) == 0 ? 0 : 1;
}

/* `all`: signals, which are blocked. */
static void hold(mask all) {
  for (;;) {
    long signal = call(TAKE_SIGNAL, (long)&all, 0, 0, sizeof all, 0);
    if (signal == SIGTERM || signal == SIGINT) end(0);
  }
}

/* `stack` is what the kernel leaves: the number of arguments, the arguments, a null, the environment. */
__attribute__((used)) void start(long *stack) {
  mask all = ~0UL, before = 0;
  call(MASK, SIG_BLOCK, (long)&all, (long)&before, sizeof all, 0);
  long count = stack[0];
  char **arguments = (char **)(stack + 1);
  if (count < 2) end(EXIT_CANNOT_RUN);
  if (count == 3 && is_same(arguments[1], "--make-pipe")) end(make_pipe(arguments[2]));
  if (count == 2 && is_same(arguments[1], "--hold")) hold(all);
  long program = call(CLONE, SIGCHLD, 0, 0, 0, 0);
  if (program < 0) end(EXIT_NO_PROCESS);
  if (program == 0) {
    call(MASK, SIG_SETMASK, (long)&before, 0, sizeof before, 0);
    call(EXECVE, (long)arguments[1], (long)(arguments + 1), (long)(arguments + count + 1), 0, 0);
    static const char words[] = "init: the program cannot be run\n";
    call(WRITE, 2, (long)words, sizeof words - 1, 0, 0);
    end(EXIT_CANNOT_RUN);
  }
  for (;;) {
    long signal = call(TAKE_SIGNAL, (long)&all, 0, 0, sizeof all, 0);
    if (signal == SIGCHLD) {
      int code = reap(program);
      if (code >= 0) end(code);
    } else if (signal > 0) {
      call(KILL, program, signal, 0, 0, 0);
    }
  }
}
