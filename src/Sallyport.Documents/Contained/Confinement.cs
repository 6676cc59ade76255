using System.Reflection;
using System.Runtime.InteropServices;

namespace Sallyport.Documents.Contained;

/// <summary>
/// Takes from this process, for good, what reading needs no more, before it sees a byte of the document: with a filter on system calls (seccomp, Linux on x64) it can compute, use memory, start threads, read and write
/// what is open already, and end. It can open no file, make no socket, start no program, and signal or look into no other process. Elsewhere there is no such filter.
/// </summary>
internal static partial class Confinement
{
    private const int NoNewPrivileges = 38;
    private const int SeccompCall = 317;
    private const int SetFilter = 1;
    private const int AllThreads = 1;

    /// <summary>Whether this kind of system has the filter.</summary>
    public static bool IsOffered => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Loads what would otherwise be loaded from files later.</summary>
    /// <param name="roots">Assemblies that are needed with all that they refer to.</param>
    public static void Load(IEnumerable<Assembly> roots)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<Assembly>(roots);
        while (open.TryPop(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                // Of the engine only its contract is used here, and that is loaded.
                if (seen.Add(name.Name!) && name.Name != "Sallyport")
                {
                    open.Push(Assembly.Load(name));
                }
            }
        }
    }

    /// <summary>Confines the process with all its threads.</summary>
    /// <returns>Whether it is confined.</returns>
    public static bool TryEnter()
    {
        var filter = SystemCallFilter.Build(Environment.ProcessId);
        unsafe
        {
            fixed (FilterInstruction* instructions = filter)
            {
                var program = new FilterProgram((ushort)filter.Length, instructions);
                return Control(NoNewPrivileges, 1, 0, 0, 0) == 0 && Call(SeccompCall, SetFilter, AllThreads, &program) == 0;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static unsafe partial nint Call(nint number, nuint operation, nuint flags, FilterProgram* program);
}
