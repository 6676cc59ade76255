using CsCheck;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Text.Views;

/// <summary>What holds for every reader of views, checked over texts made of the pieces that it acts on.</summary>
internal static class ViewProperties
{
    public static Gen<string> Texts(params string[] pieces) =>
        Gen.OneOf(
                AnyOf(pieces),
                AnyOf(" ", "\n", ". ", "ignore ", "the previous ", "text", "a", "\uD800", "\uDC00", "\u0301", "\u200B", "é", "日本"),
                Gen.Char.Array[0, 4].Select(c => new string(c)),
                Gen.Int[1, 40].SelectMany(n => AnyOf("ab ", "\u200B", "&", "%4", "<!-", "\u0301", "QUJD").Select(s => string.Concat(Enumerable.Repeat(s, n)))))
            .Array[0, 30]
            .Select(parts => string.Concat(parts));

    private static Gen<string> AnyOf(params string[] pieces) => Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);

    public static void CuttingChangesNothing(Func<ViewReader> open, Gen<string> texts, int iterations = 2_000)
    {
        Gen.Select(texts, Gen.Int[1, 400].Array[0, 12], Gen.Int[0, 3], Gen.Bool).Sample(
            (text, cuts, look, releases) =>
            {
                var whole = ViewReading.Of(open, text);

                var cut = ViewReading.Of(open, text, cuts, look * 100, releases);
                var single = ViewReading.Of(open, text, Enumerable.Range(0, text.Length), look, releases);

                Assert.Equal(whole.Text, cut.Text);
                Assert.Equal(whole.Map, cut.Map);
                Assert.Equal(whole.Text, single.Text);
                Assert.Equal(whole.Map, single.Map);
            },
            iter: iterations);
    }

    public static void MapIsMonotoneAndInside(Func<ViewReader> open, Gen<string> texts, int iterations = 2_000)
    {
        texts.Sample(
            text =>
            {
                var view = ViewReading.Of(open, text);

                var before = default(TextSpan);
                foreach (var span in view.Map)
                {
                    Assert.True(span.Start >= before.Start && span.End >= before.End, $"{before} then {span}");
                    Assert.InRange(span.End, span.Start, text.Length);
                    before = span;
                }
            },
            iter: iterations);
    }
}
