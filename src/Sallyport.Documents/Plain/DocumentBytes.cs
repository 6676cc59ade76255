namespace Sallyport.Documents.Plain;

/// <summary>Reads whole documents within a bound.</summary>
internal static class DocumentBytes
{
    private const int FirstLength = 1 << 16;

    /// <summary>All bytes of a stream.</summary>
    /// <param name="head">What was read of it before.</param>
    /// <param name="content">The rest.</param>
    /// <param name="most">The most bytes.</param>
    /// <param name="isText">Whether a zero byte ends the reading at once, unless a byte-order mark announces UTF-16.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DocumentFaultException">There are more bytes, or zeros in a text.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(ReadOnlyMemory<byte> head, Stream content, long most, bool isText, CancellationToken cancellationToken)
    {
        var refusesZeros = isText && !PlainText.IsUtf16(head.Span);
        var buffer = new byte[Math.Max(FirstLength, head.Length * 2)];
        head.CopyTo(buffer);
        var (length, from) = (head.Length, 0);
        while (true)
        {
            if (length > most)
            {
                throw new DocumentFaultException(DocumentFault.TooLarge);
            }

            if (refusesZeros && buffer.AsSpan(from..length).Contains((byte)0))
            {
                throw new DocumentFaultException(DocumentFault.Binary);
            }

            from = length;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, most + FirstLength));
            }

            var read = await content.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
        }
    }
}
