using System.Runtime.InteropServices;

namespace Sallyport.Documents.Contained;

/// <summary>The kernel's <c>struct sock_fprog</c> (linux/filter.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct FilterProgram(ushort length, FilterInstruction* instructions)
{
    /// <summary>How many instructions there are.</summary>
    public readonly ushort Length = length;

    /// <summary>The first one.</summary>
    public readonly FilterInstruction* Instructions = instructions;
}
