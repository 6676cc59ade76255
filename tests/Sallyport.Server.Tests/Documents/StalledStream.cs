namespace Sallyport.Server.Tests.Documents;

/// <summary>Some bytes, then nothing until it may go on.</summary>
internal sealed class StalledStream(byte[] bytes) : MemoryStream(bytes)
{
    public TaskCompletionSource HasStalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isPadded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position < Length)
        {
            return await base.ReadAsync(buffer, cancellationToken);
        }

        if (!_isPadded)
        {
            // Enough for the format to be told.
            _isPadded = true;
            buffer.Span[..Math.Min(buffer.Length, 2_000)].Fill((byte)' ');
            return Math.Min(buffer.Length, 2_000);
        }

        HasStalled.TrySetResult();
        await Go.Task.WaitAsync(cancellationToken);
        return 0;
    }
}
