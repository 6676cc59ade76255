namespace Sallyport.Text.Views;

/// <summary>
/// Reads what is written to be understood by a model and not by a filter: ROT13, backwards, letter by letter, in pieces, in leet. Works unit by unit (<see cref="UnitEdges"/>),
/// and only emits a reading that the letter model finds more like language than what stands there. It misses disguises across units, mixtures of two in one word,
/// and scripts other than the Latin one.
/// </summary>
internal sealed class DeobfuscatedReader : StretchReader
{
    private readonly List<UnitReading> _readings = [];

    public override ViewKinds Kind => ViewKinds.Deobfuscated;

    protected override void Read(in TextWindow source)
    {
        while (SourceClear < source.End)
        {
            var rest = source.From(SourceClear);
            var length = UnitEdges.Find(rest, source.IsComplete);
            if (length < 0)
            {
                return;
            }

            ReadUnit(source, rest[..length]);
        }
    }

    private void ReadUnit(in TextWindow source, ReadOnlySpan<char> unit)
    {
        var start = SourceClear;
        var model = LetterModel.Shipped;
        _readings.Clear();
        Span<byte> ascii = stackalloc byte[UnitEdges.MaxLength + UnitLook.Padding];
        var isAscii = UnitLook.TryNarrow(unit, ascii);
        var (maySplit, mayLeet) = (true, true);
        if (isAscii)
        {
            UnitLook.At(ascii, unit.Length, out maySplit, out mayLeet);
        }

        BackwardAndRotated.Find(unit, isAscii ? ascii : default, model, _readings);
        if (maySplit)
        {
            SplitLetters.Find(unit, model, _readings);
        }

        if (mayLeet)
        {
            LeetWords.Find(unit, model, _readings);
        }

        if (_readings.Count > 0)
        {
            // Where two finders read the same place, the first of the three above stays.
            Emit(source, start, [.. _readings.Where(IsFirstChoice).OrderBy(static r => r.Start)]);
        }

        Pass(source, start + unit.Length);
    }

    private void Emit(in TextWindow source, int start, UnitReading[] readings)
    {
        foreach (var reading in readings)
        {
            Pass(source, start + reading.Start);
            if (reading.IsAligned)
            {
                Differ(source, SourceClear).AppendAligned(reading.Text, SourceClear);
                MoveTo(start + reading.End);
            }
            else
            {
                Change(source, start + reading.End, reading.Text);
            }
        }
    }

    private bool IsFirstChoice(UnitReading reading)
    {
        foreach (var earlier in _readings)
        {
            if (earlier == reading)
            {
                return true;
            }

            if (earlier.Start < reading.End && reading.Start < earlier.End)
            {
                return false;
            }
        }

        return true;
    }
}
