using System.Security.Cryptography;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>Reads a file's content forwards, one opened part in memory at a time, which is zeroed when the next one comes and at the end.</summary>
internal sealed class StoredFileStream(IFileStore store, TenantVault vault, SealedFile file, DocumentKey key) : Stream
{
    private readonly byte[] _part = GC.AllocateUninitializedArray<byte>(FileParts.Length, pinned: true);
    private readonly long _parts = FileParts.Count(file.Bytes);
    private long _next;
    private int _at;
    private int _end;
    private bool _disposed;

    public override bool CanRead => !_disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => file.Bytes;

    public override long Position
    {
        get => Math.Max(0, (_next - 1) * FileParts.Length) + _at;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (_at == _end && _next < _parts && !buffer.IsEmpty)
        {
            await OpenNextAsync(cancellationToken).ConfigureAwait(false);
        }

        var count = Math.Min(buffer.Length, _end - _at);
        _part.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Parsers that only know this are run on threads of their own.
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _at = _end = 0;
            CryptographicOperations.ZeroMemory(_part);
            key.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task OpenNextAsync(CancellationToken cancellationToken)
    {
        var box = await store.ReadPartAsync(vault, file.Id, _next, cancellationToken).ConfigureAwait(false)
            ?? throw new IOException($"The file '{file.Id}' was deleted while it was read.");
        CryptographicOperations.ZeroMemory(_part);
        try
        {
            _end = FileParts.Open(key, _next, _next == _parts - 1, box, _part);
        }
        catch (CryptographicException e)
        {
            throw new IOException($"A part of the file '{file.Id}' was altered, or is not its own.", e);
        }

        _at = 0;
        _next++;
    }
}
