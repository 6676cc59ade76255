using System.Buffers;
using System.Text;
using CsCheck;
using Sallyport.Detection;
using Sallyport.Masking;
using Xunit;

namespace Sallyport.Tests.Masking;

public sealed class MaskRestorerTests
{
    private static readonly MaskTable Table = new(new byte[32]);
    private static readonly string[] Values = ["ann@example.com", "+49 30 1234567", "[[", "DE02"];
    private static readonly string[] Ours = [.. Values.Select((value, i) => Table.PlaceholderFor(new(i % 2 == 0 ? "pii.email" : "pii.bank_account"), value)!)];
    private static readonly string Foreign = MaskTable.CreateRandom().PlaceholderFor(new FindingKind("pii.email"), "other tenant")!;

    // Whole placeholders, foreign ones, and everything that nearly is one.
    private static readonly Gen<string> Pieces = Gen.OneOf(
        OneOf(Ours),
        OneOf(Foreign, "[", "[[", "]", "]]", "[[[", "EMAIL-", "[[EMAIL", "[[EMAIL-k3v9x2qd7m]", "[[-", "[[E--", "a[0][1]", "- [ ] item", "[text](url)", " "),
        Gen.Select(OneOf(Ours), Gen.Int[0, 34], (placeholder, length) => placeholder[..Math.Min(length, placeholder.Length)]),
        Gen.Char["abc [-]E09"].Array[0, 6].Select(chars => new string(chars)));

    private static readonly Gen<string> Texts = Pieces.Array[0, 12].Select(pieces => string.Concat(pieces));

    [Fact]
    public void Append_AnyCutting_GivesTheSameText()
    {
        Gen.Select(Texts, Gen.Int[1, 9].Array[1, 40]).Sample((text, cuts) =>
        {
            var restored = new ArrayBufferWriter<char>();
            var restorer = new MaskRestorer(Table);
            var at = 0;
            for (var i = 0; at < text.Length; i++)
            {
                var length = Math.Min(cuts[i % cuts.Length], text.Length - at);
                restorer.Append(text.AsSpan(at, length), restored);
                at += length;
            }

            restorer.Complete(restored);
            return new string(restored.WrittenSpan) == Expected(text);
        });
    }

    [Fact]
    public void Append_Unchanged_MeansThatTheDeltaWasReleasedAsItCame()
    {
        Gen.Select(Texts, Texts).Sample((first, second) =>
        {
            var restorer = new MaskRestorer(Table);
            restorer.Append(first, new ArrayBufferWriter<char>());
            var released = new ArrayBufferWriter<char>();
            var isUnchanged = restorer.Append(second, released);
            return !isUnchanged || released.WrittenSpan.SequenceEqual(second);
        });
    }

    [Fact]
    public void Append_HoldsOnlyWhatCouldBeginAPlaceholder()
    {
        Texts.Sample(text =>
        {
            var restorer = new MaskRestorer(Table);
            restorer.Append(text, new ArrayBufferWriter<char>());
            var held = text[^restorer.Held..];
            return restorer.Held == 0 || (held[0] == '[' && Placeholder.IsPrefix(held, out var isWhole) && !isWhole);
        });
    }

    [Theory]
    [InlineData("plain words", 0)]
    [InlineData("a[0]", 0)]
    [InlineData("see [", 1)]
    [InlineData("see [[", 2)]
    [InlineData("see [[[", 2)]
    [InlineData("see [[note", 0)]
    [InlineData("see [[NOTE", 6)]
    [InlineData("see [[A VERY", 0)]
    public void Held_AfterText_IsShort(string text, int expected)
    {
        var restorer = new MaskRestorer(Table);

        restorer.Append(text, new ArrayBufferWriter<char>());

        Assert.Equal(expected, restorer.Held);
    }

    [Fact]
    public void Append_EmptyTable_HoldsNothing()
    {
        var restorer = new MaskRestorer(MaskTable.CreateRandom());

        Assert.True(restorer.Append("[[EMAIL", new ArrayBufferWriter<char>()));
        Assert.Equal(0, restorer.Held);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    // Straight from the definition: the leftmost placeholder of this table is replaced, and the search goes on after it.
    private static string Expected(string text)
    {
        var expected = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var found = Array.FindIndex(Ours, placeholder => text.AsSpan(i).StartsWith(placeholder, StringComparison.Ordinal));
            expected.Append(found < 0 ? text[i].ToString() : Values[found]);
            i += found < 0 ? 1 : Ours[found].Length;
        }

        return expected.ToString();
    }
}
