using System.Runtime.InteropServices;

namespace Sallyport.Documents.Contained;

/// <summary>The kernel's <c>struct sock_filter</c> (linux/filter.h).</summary>
/// <param name="Code">What it does.</param>
/// <param name="IfTrue">Instructions to pass over where a comparison holds.</param>
/// <param name="IfFalse">Instructions to pass over where it doesn't.</param>
/// <param name="Value">What it works with.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FilterInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);
