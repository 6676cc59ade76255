using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Retrieval;

/// <summary>The file in a form as a stream, and, once it has been read, what stands behind it.</summary>
internal sealed class UploadContent(UploadForm form) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What the file is for. To be asked when the content has been read to its end.</summary>
    /// <exception cref="UploadRefusedException">The form doesn't say it, or holds something else behind the file.</exception>
    public async ValueTask<string> PurposeAsync(CancellationToken cancellationToken)
    {
        var failure = await form.ReadFieldsAsync(cancellationToken);
        return failure.IsNone && form.Purpose is { } purpose
            ? purpose
            : throw new UploadRefusedException(failure.IsNone ? new(Failure.RequestMalformed, "The form has no purpose.", Pointer: "purpose") : failure);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => form.File!.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => form.File!.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
