using System.Buffers;

namespace Sallyport.Gateway.Json;

/// <summary>Pooled characters for the length of a scope. What they held stays in the shared pool, as all request text may.</summary>
internal readonly ref struct CharBuffer : IDisposable
{
    private readonly char[] _array;

    /// <summary>Rents room for at least so many UTF-16 code units.</summary>
    public CharBuffer(int length)
    {
        _array = ArrayPool<char>.Shared.Rent(length);
    }

    /// <summary>The characters; at least as many as were asked for.</summary>
    public Span<char> Span => _array;

    /// <summary>Returns them.</summary>
    public void Dispose() => ArrayPool<char>.Shared.Return(_array);
}
