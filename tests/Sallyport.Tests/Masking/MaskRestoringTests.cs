using System.Buffers;
using System.Text;
using CsCheck;
using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Masking;

public sealed class MaskRestoringTests
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
    public void Guard_AnyCutting_PutsBackEveryValueOfItsTableAndNoOther()
    {
        Gen.Select(Texts, Gen.Int[1, 9].Array[1, 40]).Sample((text, cuts) =>
        {
            var left = new ArrayBufferWriter<char>();
            using var guard = Open();
            var at = 0;
            for (var i = 0; at < text.Length; i++)
            {
                var length = Math.Min(cuts[i % cuts.Length], text.Length - at);
                guard.Append(text.AsSpan(at, length));
                at += length;
            }

            guard.Complete();
            guard.Write(0, text.Length, left);
            return new string(left.WrittenSpan) == Expected(text);
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
    public void Guard_HoldsOnlyWhatCouldBeginAPlaceholder(string text, int expected)
    {
        using var guard = Open();

        guard.Append(text);

        Assert.Equal(expected, guard.Length - guard.ClearTo);
    }

    private static ChannelGuard Open()
    {
        var policy = PolicySnapshot.Compile(PolicyReader.Read("version: 1\nname: none").Document!, 1, [], TimeProvider.System);
        return new(policy.PlansFor(new("m")).ForOutput(ChannelKind.Text), InspectionScope.Empty, Table, restores: true, keepsText: true);
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
