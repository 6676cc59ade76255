namespace Sallyport.Documents.Contained;

/// <summary>
/// The filter on system calls: a list of those that a .NET process needs that computes, collects garbage, compiles, starts threads and uses open pipes; all others fail with EPERM, so that what a runtime of another version
/// tries besides fails as a call may. Written for the numbers of x64 (arch/x86/entry/syscalls/syscall_64.tbl) and checked by <see cref="ConfinementCheck"/>.
/// </summary>
internal static class SystemCallFilter
{
    // linux/bpf_common.h: load a word at an absolute place; jump where equal, where at least, where bits are set; return.
    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfSet = 0x45;
    private const ushort Return = 0x06;

    // linux/seccomp.h: what is returned, and where number, architecture and the first argument stand.
    private const uint Allow = 0x7fff0000;
    private const uint KillProcess = 0x80000000;
    private const uint Fail = 0x00050000;
    private const uint NotPermitted = Fail | 1;
    private const uint NotImplemented = Fail | 38;
    private const uint NumberAt = 0;
    private const uint ArchitectureAt = 4;
    private const uint FirstArgumentAt = 16;

    private const uint X64 = 0xC000003E;
    private const uint OtherNumbers = 0x40000000;
    private const uint ThreadFlag = 0x00010000;
    private const uint SetThreadName = 15;
    private const uint NameMemory = 0x53564d41;

    private const uint Clone = 56;
    private const uint Control = 157;
    private const uint SetAffinity = 203;
    private const uint SignalThread = 234;
    private const uint Itself = 0;
    private const uint Clone3 = 435;

    private static readonly uint[] Allowed =
    [
        0, // read
        1, // write
        3, // close
        5, // fstat
        7, // poll
        8, // lseek
        9, // mmap
        10, // mprotect
        11, // munmap
        12, // brk
        13, // rt_sigaction
        14, // rt_sigprocmask
        15, // rt_sigreturn
        17, // pread64: assemblies that are open
        18, // pwrite64: an answer that goes to a file, as of a check by hand; no more than lseek and write can do
        19, // readv
        20, // writev
        24, // sched_yield
        25, // mremap
        27, // mincore
        28, // madvise
        35, // nanosleep
        39, // getpid
        60, // exit
        63, // uname
        98, // getrusage
        99, // sysinfo
        131, // sigaltstack
        186, // gettid
        202, // futex
        204, // sched_getaffinity
        218, // set_tid_address
        219, // restart_syscall
        228, // clock_gettime
        229, // clock_getres
        230, // clock_nanosleep
        231, // exit_group
        271, // ppoll
        273, // set_robust_list
        293, // pipe2: within the process
        318, // getrandom
        324, // membarrier
        334, // rseq
    ];

    /// <summary>Writes the filter.</summary>
    /// <param name="process">The only process whose threads may be signalled.</param>
    public static FilterInstruction[] Build(int process) =>
    [
        new(LoadWord, 0, 0, ArchitectureAt),
        new(JumpIfEqual, 1, 0, X64),
        new(Return, 0, 0, KillProcess),
        new(LoadWord, 0, 0, NumberAt),
        // The same calls by the numbers of x32.
        new(JumpIfAtLeast, 0, 1, OtherNumbers),
        new(Return, 0, 0, NotPermitted),
        .. Allowed.SelectMany(static number => (FilterInstruction[])[new(JumpIfEqual, 0, 1, number), new(Return, 0, 0, Allow)]),
        // A filter can't look into the structure that this one takes; the C library falls back to the older call.
        new(JumpIfEqual, 0, 1, Clone3),
        new(Return, 0, 0, NotImplemented),
        .. FirstArgument(Clone, JumpIfSet, ThreadFlag),
        // A new thread sets its own processors.
        .. FirstArgument(SetAffinity, JumpIfEqual, Itself),
        .. FirstArgument(SignalThread, JumpIfEqual, (uint)process),
        .. FirstArgument(Control, JumpIfEqual, SetThreadName, NameMemory),
        new(Return, 0, 0, NotPermitted),
    ];

    private static IEnumerable<FilterInstruction> FirstArgument(uint number, ushort comparison, params uint[] values) =>
    [
        new(JumpIfEqual, 0, (byte)((2 * values.Length) + 2), number),
        new(LoadWord, 0, 0, FirstArgumentAt),
        .. values.SelectMany(value => (FilterInstruction[])[new(comparison, 0, 1, value), new(Return, 0, 0, Allow)]),
        new(Return, 0, 0, NotPermitted),
    ];
}
