namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>Gives so many bytes and then fails, as a client's upload does that is cut off.</summary>
internal sealed class TornStream(long bytes) : Stream
{
    private long _left = bytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_left == 0)
        {
            throw new IOException("The connection was reset.");
        }

        count = (int)Math.Min(count, _left);
        Array.Fill(buffer, (byte)'t', offset, count);
        _left -= count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
