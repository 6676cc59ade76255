using CsCheck;

namespace Sallyport.Onnx.Tests;

/// <summary>Texts that break readers.</summary>
internal static class HostileText
{
    public static readonly Gen<string> Any = Gen.OneOf(
        Gen.String,
        Gen.Char.Array[0, 6_000].Select(static characters => new string(characters)),
        AnyOf('\uD800', '\uDFFF', 'a', ' ', '\u0301', '\u0323', '\uFDFA', '\u2581', '\0', '\uFFFD', '.', '\uAC00').Array[0, 300].Select(static characters => new string(characters)));

    /// <summary>One of some values.</summary>
    public static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);

    /// <summary>A million characters each.</summary>
    public static IEnumerable<(string Name, string Text)> Long()
    {
        const int Length = 1_000_000;
        yield return ("one word", new string('a', Length));
        yield return ("punctuation", string.Concat(Enumerable.Repeat("!?.,;:-", Length / 7)));
        yield return ("lone surrogates", new string('\uD800', Length));
        yield return ("pairs", string.Concat(Enumerable.Repeat("\U0001F600", Length / 2)));
        yield return ("white space", new string(' ', Length));
        yield return ("ligatures that grow", new string('\uFDFA', Length / 20));
        yield return ("marks out of order", "a" + string.Concat(Enumerable.Repeat("\u0301\u0323", Length / 2)));
        yield return ("words", string.Concat(Enumerable.Repeat("counterintuitive ", Length / 17)));
        yield return ("marks of space", new string('\u2581', Length));
    }
}
