namespace Sallyport.Ledger.Verification;

/// <summary>Reads a stream's lines as bytes, none longer than a bound. A last line without its newline is a line.</summary>
internal sealed class BoundedLines(Stream stream, int longest)
{
    private readonly byte[] _buffer = new byte[longest + 1];
    private int _start;
    private int _end;

    /// <summary>The next line without its newline; null at the end. Valid until the next call.</summary>
    /// <exception cref="InvalidDataException">A line is longer than the bound.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        var searched = _start;
        while (true)
        {
            var newline = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + newline - _start);
                _start = searched + newline + 1;
                return line;
            }

            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            if (_end == _buffer.Length)
            {
                throw new InvalidDataException($"A line is longer than {longest} bytes.");
            }

            searched = _end;
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _end += read;
            if (read == 0)
            {
                if (_end == 0)
                {
                    return null;
                }

                var rest = _buffer.AsMemory(0, _end);
                (_start, _end) = (0, 0);
                return rest;
            }
        }
    }
}
