namespace Sallyport.Text.Views;

/// <summary>
/// What readers of differing stretches share: the place in the source, the context around a difference and the seam after it.
/// A stretch opens at a difference with up to <see cref="Context"/> unchanged characters before it (never ones already in the view), goes on until as many
/// unchanged ones have followed the last difference, and is closed at once by a line feed.
/// </summary>
internal abstract class StretchReader : ViewReader
{
    private const int Context = 256;

    private readonly ViewText _view = new();
    private readonly List<Stretch> _stretches = [];
    private int _position;
    private int _emitted;
    private int _trailing;
    private bool _isComplete;

    public sealed override TextWindow Window => _view.Window(_isComplete);

    public sealed override int SourceClear => _position;

    public sealed override void Advance(in TextWindow source)
    {
        if (_isComplete)
        {
            return;
        }

        Read(source);
        if (source.IsComplete)
        {
            _position = source.End;
            _isComplete = true;
        }
    }

    public sealed override TextSpan ToSource(TextSpan inView) => _view.ToSource(inView);

    public sealed override int FirstDifference(int viewOffset) => StretchAt(viewOffset).FirstDifference;

    public sealed override int? StretchEnd(int viewOffset) => StretchAt(viewOffset).End;

    public sealed override int? SeamAfter(int viewOffset) => StretchAt(viewOffset).Seam is { } seam && seam > viewOffset ? seam : null;

    public sealed override void Release(int viewOffset)
    {
        _view.Release(viewOffset);
        if (_stretches.Count < 2)
        {
            return;
        }

        var over = 0;
        while (over + 1 < _stretches.Count && _stretches[over + 1].View <= viewOffset)
        {
            over++;
        }

        _stretches.RemoveRange(0, over);
    }

    /// <summary>Reads from <see cref="ViewReader.SourceClear"/> as far as the answer cannot change.</summary>
    protected abstract void Read(in TextWindow source);

    /// <summary>A source character not more than <see cref="ViewReader.LookBack"/> before the place where reading goes on, or '\0' before the text.</summary>
    protected static char CharAt(in TextWindow source, int offset) => offset >= 0 ? source.Text[offset - source.Start] : '\0';

    /// <summary>The source up to <paramref name="end"/> does not differ.</summary>
    protected void Pass(in TextWindow source, int end)
    {
        if (_trailing > 0)
        {
            var start = Math.Max(_position, _emitted);
            var taken = Math.Min(_trailing, end - start);
            if (taken > 0)
            {
                _view.AppendAligned(source.From(start)[..taken], start);
                _emitted = start + taken;
                _trailing -= taken;
            }

            if (_trailing == 0)
            {
                _view.AppendWhole("\n", new(_emitted, _emitted));
                _stretches[^1] = _stretches[^1] with { End = _emitted, Seam = _view.End };
            }
        }

        _position = end;
    }

    /// <summary>Opens a stretch before a difference at <paramref name="start"/>, up to which the source has been passed.</summary>
    protected ViewText Differ(in TextWindow source, int start)
    {
        if (_trailing == 0)
        {
            _stretches.Add(new(_view.End, start, End: null, Seam: null));
            var from = Math.Max(_emitted, start - Context);
            if (from < start)
            {
                _view.AppendAligned(source.From(from)[..(start - from)], from);
            }
        }

        _trailing = Context;
        return _view;
    }

    /// <summary>What comes before <paramref name="end"/> has been emitted or stands for nothing.</summary>
    protected void MoveTo(int end)
    {
        _position = end;
        _emitted = Math.Max(_emitted, end);
    }

    /// <summary>The source span up to which all has been passed is read as <paramref name="reading"/>.</summary>
    protected void Change(in TextWindow source, int end, ReadOnlySpan<char> reading)
    {
        var start = _position;
        Differ(source, start).AppendWhole(reading, new(start, end));
        MoveTo(end);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _view.Dispose();
        }

        base.Dispose(disposing);
    }

    private Stretch StretchAt(int viewOffset)
    {
        for (var i = _stretches.Count - 1; i >= 0; i--)
        {
            if (_stretches[i].View <= viewOffset || i == 0)
            {
                return _stretches[i];
            }
        }

        return default;
    }

    /// <summary>Where a stretch begins in the view, where in the source it first reads differently, where it ended there, and where it did in the view.</summary>
    private readonly record struct Stretch(int View, int FirstDifference, int? End, int? Seam);
}
