namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>Zeros of some length; what a test does happens when more than so many were read.</summary>
internal sealed class PausingStream(long length, long pause, Action act) : Stream
{
    private long _read;
    private bool _acted;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_read > pause && !_acted)
        {
            _acted = true;
            act();
        }

        count = (int)Math.Min(Math.Min(count, 64 * 1024), length - _read);
        Array.Clear(buffer, offset, count);
        _read += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
