using System.Buffers;

namespace Sallyport.Text.Views;

/// <summary>The text of a view and its map to the source. Runs of the map follow one another without gaps; both ends of their source spans never fall.</summary>
internal sealed class ViewText : IDisposable
{
    private char[] _chars = [];
    private int _first;
    private int _length;
    private Run[] _runs = [];
    private int _firstRun;
    private int _runCount;
    private int _start;

    public int End => _start + _length;

    public ReadOnlySpan<char> Chars => _chars.AsSpan(_first, _length);

    public TextWindow Window(bool isComplete) => new(Chars, _start, isComplete);

    /// <summary>Appends characters that all stand for one source span; an empty span marks a seam.</summary>
    public void AppendWhole(ReadOnlySpan<char> text, TextSpan source) => Append(text, new Run(End, source.Start, source.End, 0, 1, 0));

    /// <summary>Appends characters that stand for as many source characters, one for one.</summary>
    public void AppendAligned(ReadOnlySpan<char> text, int source) => Append(text, new Run(End, source, source, 1, 1, 0));

    /// <summary>Appends one reading whose every character was written in <paramref name="bits"/> bits, in symbols of <paramref name="symbolBits"/>.</summary>
    /// <param name="text">The characters.</param>
    /// <param name="source">The offset of the symbol that holds the first bit.</param>
    /// <param name="bits">How many bits a character took.</param>
    /// <param name="symbolBits">How many bits a source character holds.</param>
    /// <param name="skippedBits">How many bits of the first symbol belong to what came before.</param>
    public void AppendPacked(ReadOnlySpan<char> text, int source, byte bits, byte symbolBits, byte skippedBits) =>
        Append(text, new Run(End, source, source, bits, symbolBits, skippedBits));

    public TextSpan ToSource(TextSpan inView)
    {
        if (_runCount == 0)
        {
            return default;
        }

        var first = SpanAt(Math.Min(inView.Start, End - 1));
        if (inView.Length == 0)
        {
            return inView.Start >= End ? new(first.End, first.End) : new(first.Start, first.Start);
        }

        return new(first.Start, Math.Max(first.Start, SpanAt(inView.End - 1).End));
    }

    public void Release(int viewOffset)
    {
        var dropped = Math.Clamp(viewOffset - _start, 0, _length);
        _chars.AsSpan(_first, dropped).Clear();
        _first += dropped;
        _start += dropped;
        _length -= dropped;

        // The last run stays, so that an empty span at the end still has a place.
        while (_runCount > 1 && _runs[_firstRun + 1].View <= _start)
        {
            _firstRun++;
            _runCount--;
        }
    }

    public void Dispose()
    {
        if (_chars.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_chars, clearArray: true);
            _chars = [];
        }

        if (_runs.Length > 0)
        {
            ArrayPool<Run>.Shared.Return(_runs);
            _runs = [];
        }

        _first = _length = _firstRun = _runCount = 0;
    }

    private void Append(ReadOnlySpan<char> text, Run run)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (_runCount == 0 || !_runs[_firstRun + _runCount - 1].Continues(run))
        {
            if (_firstRun + _runCount == _runs.Length)
            {
                Regrow(ref _runs, ref _firstRun, _runCount, _runCount + 1, clear: false);
            }

            _runs[_firstRun + _runCount++] = run;
        }

        if (_first + _length + text.Length > _chars.Length)
        {
            Regrow(ref _chars, ref _first, _length, _length + text.Length, clear: true);
        }

        text.CopyTo(_chars.AsSpan(_first + _length));
        _length += text.Length;
    }

    private static void Regrow<T>(ref T[] items, ref int first, int count, int needed, bool clear)
    {
        if (needed <= items.Length / 2)
        {
            items.AsSpan(first, count).CopyTo(items);
        }
        else
        {
            var larger = ArrayPool<T>.Shared.Rent(Math.Max(64, needed * 2));
            items.AsSpan(first, count).CopyTo(larger);
            if (items.Length > 0)
            {
                ArrayPool<T>.Shared.Return(items, clear);
            }

            items = larger;
        }

        first = 0;
    }

    private TextSpan SpanAt(int viewOffset)
    {
        var low = _firstRun;
        var high = _firstRun + _runCount - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_runs[middle].View <= viewOffset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return _runs[low].At(viewOffset);
    }

    /// <summary>A stretch of the map. <paramref name="Bits"/> is 0 where all of it stands for [Source, SourceEnd).</summary>
    private readonly record struct Run(int View, int Source, int SourceEnd, byte Bits, byte SymbolBits, byte SkippedBits)
    {
        public TextSpan At(int viewOffset)
        {
            if (Bits == 0)
            {
                return new(Source, SourceEnd);
            }

            var bit = SkippedBits + ((long)(viewOffset - View) * Bits);
            return new(Source + (int)(bit / SymbolBits), Source + (int)((bit + Bits - 1) / SymbolBits) + 1);
        }

        public bool Continues(in Run next)
        {
            if (Bits == 0 || Bits != next.Bits || SymbolBits != next.SymbolBits)
            {
                return false;
            }

            var bit = SkippedBits + ((long)(next.View - View) * Bits);
            return Source + (bit / SymbolBits) == next.Source && bit % SymbolBits == next.SkippedBits;
        }
    }
}
