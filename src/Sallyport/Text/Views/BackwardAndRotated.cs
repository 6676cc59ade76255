namespace Sallyport.Text.Views;

/// <summary>
/// Finds stretches that are language when read backwards or as ROT13. A cumulative sum of what each letter pair gains by the other reading
/// (log-likelihood ratio, never below 0) rises in such a stretch and nowhere else; where it has passed a threshold and falls again, the stretch ends at its peak.
/// </summary>
internal static class BackwardAndRotated
{
    // In nats. Chosen on the benign rows that docs/models/letter-model.md lists.
    private const int Threshold = 14 * LetterModel.Scale;
    private const int Fall = 10 * LetterModel.Scale;
    private const double MaxMeanCost = 2.75;

    // A cheap look first: every second pair, in blocks of 32 characters. A stretch that matters gains in some block of its own.
    private const int Block = 32;
    private const int BlockThreshold = 3 * LetterModel.Scale;

    /// <summary>Adds the readings of a unit, in order. The two kinds never overlap: the one that ends first stays.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="ascii">The unit as <see cref="UnitLook.TryNarrow"/> narrows it, with its padding; empty where it is not all ASCII.</param>
    /// <param name="model">The letter model.</param>
    /// <param name="readings">Takes the readings.</param>
    public static void Find(ReadOnlySpan<char> unit, ReadOnlySpan<byte> ascii, LetterModel model, List<UnitReading> readings)
    {
        Span<byte> symbols = stackalloc byte[UnitEdges.MaxLength + UnitLook.Padding];
        if (ascii.IsEmpty)
        {
            for (var i = 0; i < unit.Length; i++)
            {
                symbols[i] = (byte)LetterModel.SymbolOf(unit[i]);
            }
        }
        else
        {
            LetterModel.SymbolsOf(ascii, unit.Length, symbols);
        }

        symbols = symbols[..unit.Length];
        if (!MayHold(symbols, model))
        {
            return;
        }

        Find(unit, symbols, model, model.ReversedGain, isReversed: true, readings);
        Find(unit, symbols, model, model.Rot13Gain, isReversed: false, readings);
    }

    private static bool MayHold(ReadOnlySpan<byte> symbols, LetterModel model)
    {
        var gains = model.BothGains;
        for (var start = 0; start + 1 < symbols.Length; start += Block)
        {
            var block = symbols[start..Math.Min(symbols.Length, start + Block)];
            var both = 0;
            for (var i = 0; i + 1 < block.Length; i += 2)
            {
                both += gains[(block[i] * LetterModel.Stride) + block[i + 1]];
            }

            // Two sums in one: the high half for ROT13, the low one, with its sign, for reversed.
            var reversed = (short)both;
            var rotated = (both - reversed) >> 16;
            if (Math.Max(reversed, rotated) > BlockThreshold)
            {
                return true;
            }
        }

        return false;
    }

    private static void Find(ReadOnlySpan<char> unit, ReadOnlySpan<byte> symbols, LetterModel model, short[] gains, bool isReversed, List<UnitReading> readings)
    {
        var sum = 0;
        var best = 0;
        var start = 0;
        var end = 0;
        for (var i = 0; i <= symbols.Length; i++)
        {
            // A unit's edges count as non-letters.
            var first = i == 0 ? 0 : symbols[i - 1];
            var second = i == symbols.Length ? 0 : symbols[i];
            sum += gains[(first * LetterModel.Stride) + second];
            if (sum > best)
            {
                best = sum;
                end = i;
            }

            if (sum <= 0 || sum < best - Fall || i == symbols.Length)
            {
                if (best >= Threshold)
                {
                    Add(unit, model, start, end, isReversed, readings);
                }

                sum = 0;
                best = 0;
                start = i;
            }
        }
    }

    private static void Add(ReadOnlySpan<char> unit, LetterModel model, int start, int end, bool isReversed, List<UnitReading> readings)
    {
        while (start > 0 && char.IsLetter(unit[start - 1]))
        {
            start--;
        }

        while (end < unit.Length && char.IsLetter(unit[end]))
        {
            end++;
        }

        foreach (var reading in readings)
        {
            if (start < reading.End && reading.Start < end)
            {
                return;
            }
        }

        var source = unit[start..end];
        var text = isReversed ? Reverse(source) : Rotate(source);
        if (model.MeanCost(text) > MaxMeanCost)
        {
            return;
        }

        if (isReversed)
        {
            // Each word by itself too, for text whose words kept their order.
            text = text + "\n" + string.Join(' ', text.Split(' ').Reverse());
        }

        readings.Add(new(start, end, text, !isReversed));
    }

    private static string Reverse(ReadOnlySpan<char> text)
    {
        var reversed = text.ToArray();
        Array.Reverse(reversed);
        return new(reversed);
    }

    private static string Rotate(ReadOnlySpan<char> text)
    {
        var rotated = text.ToArray();
        foreach (ref var c in rotated.AsSpan())
        {
            if (char.IsAsciiLetter(c))
            {
                var a = char.IsAsciiLetterLower(c) ? 'a' : 'A';
                c = (char)(a + ((c - a + 13) % 26));
            }
        }

        return new(rotated);
    }
}
