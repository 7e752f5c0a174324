import { arch, endianness } from "node:os";

/**
 * System calls that no job needs and that reach beyond it: keys of the home's session, other namespaces, mounts, the
 * kernel's programs and clocks. They are those that Docker's default profile refuses to a container without capabilities
 * (https://docs.docker.com/engine/security/seccomp), but for `setns`, which the launch itself takes. Numbers: x86-64, then
 * the generic table of arm64; null where the architecture has no such call.
 */
const REFUSED: Readonly<Record<string, readonly [x64: number | null, arm64: number | null]>> = {
  _sysctl: [156, null],
  acct: [163, 89],
  add_key: [248, 217],
  bpf: [321, 280],
  clock_settime: [227, 112],
  create_module: [174, null],
  delete_module: [176, 106],
  finit_module: [313, 273],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fsopen: [430, 430],
  fspick: [433, 433],
  get_kernel_syms: [177, null],
  init_module: [175, 105],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  io_uring_setup: [425, 425],
  ioperm: [173, null],
  iopl: [172, null],
  kexec_file_load: [320, 294],
  kexec_load: [246, 104],
  keyctl: [250, 219],
  lookup_dcookie: [212, 18],
  mount: [165, 40],
  mount_setattr: [442, 442],
  move_mount: [429, 429],
  nfsservctl: [180, 42],
  open_by_handle_at: [304, 265],
  open_tree: [428, 428],
  perf_event_open: [298, 241],
  pivot_root: [155, 41],
  query_module: [178, null],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  reboot: [169, 142],
  request_key: [249, 218],
  settimeofday: [164, 170],
  swapoff: [168, 225],
  swapon: [167, 224],
  sysfs: [139, null],
  syslog: [103, 116],
  umount2: [166, 39],
  unshare: [272, 97],
  uselib: [134, null],
  userfaultfd: [323, 282],
  ustat: [136, null],
  vhangup: [153, 58],
};

/** The value by which the kernel names each architecture (AUDIT_ARCH_*), the call's place in the table above, and `clone`. */
const MACHINES: Readonly<
  Record<string, { readonly audit: number; readonly column: 0 | 1; readonly clone: number }>
> = {
  x64: { audit: 0xc000_003e, column: 0, clone: 56 },
  arm64: { audit: 0xc000_00b7, column: 1, clone: 220 },
};

/** The same everywhere; its flags lie in memory, where a filter cannot look. */
const CLONE3 = 435;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
const NEW_NAMESPACES = 0x7e02_0000;
/** Calls of x86-64's other table begin here. */
const X32 = 0x4000_0000;

const LOAD = 0x20;
const AND = 0x54;
const EQUAL = 0x15;
const AT_LEAST = 0x35;
const RETURN = 0x06;

const ALLOW = 0x7fff_0000;
const ERRNO = 0x0005_0000;
const EPERM = ERRNO | 1;
/** C libraries then take the older call, whose arguments a filter sees. */
const ENOSYS = ERRNO | 38;

/** Places in what a filter is given (struct seccomp_data). */
const NUMBER_AT = 0;
const ARCHITECTURE_AT = 4;
const FIRST_ARGUMENT_AT = 16;

type Instruction = readonly [code: number, then: number, otherwise: number, value: number];

/** A filter of system calls, as bwrap's `--seccomp` reads it; undefined for an architecture that is not in the table. */
export function systemCallFilter(): Uint8Array | undefined {
  const machine = endianness() === "LE" ? MACHINES[arch()] : undefined;
  if (machine === undefined) return undefined;
  const numbers = Object.values(REFUSED).flatMap((row) => row[machine.column] ?? []);
  return encoded([
    [LOAD, 0, 0, ARCHITECTURE_AT],
    [EQUAL, 1, 0, machine.audit],
    [RETURN, 0, 0, ENOSYS],
    [LOAD, 0, 0, NUMBER_AT],
    [AT_LEAST, 0, 1, X32],
    [RETURN, 0, 0, ENOSYS],
    [EQUAL, 0, 1, CLONE3],
    [RETURN, 0, 0, ENOSYS],
    ...numbers.flatMap((number): Instruction[] => [
      [EQUAL, 0, 1, number],
      [RETURN, 0, 0, EPERM],
    ]),
    [EQUAL, 0, 4, machine.clone],
    [LOAD, 0, 0, FIRST_ARGUMENT_AT],
    [AND, 0, 0, NEW_NAMESPACES],
    [EQUAL, 1, 0, 0],
    [RETURN, 0, 0, EPERM],
    [RETURN, 0, 0, ALLOW],
  ]);
}

/** As the kernel has them in memory: eight bytes each (struct sock_filter). */
function encoded(program: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * program.length));
  for (const [index, [code, then, otherwise, value]] of program.entries()) {
    view.setUint16(8 * index, code, true);
    view.setUint8(8 * index + 2, then);
    view.setUint8(8 * index + 3, otherwise);
    view.setUint32(8 * index + 4, value, true);
  }
  return new Uint8Array(view.buffer);
}
