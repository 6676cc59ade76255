using CsCheck;
using Sallyport.Pipeline;
using Xunit;

namespace Sallyport.Tests.Pipeline;

public sealed class SegmentHashTests
{
    // Around the edges of blocks (512 characters) and of levels of the tree (32 blocks, 1,024 blocks).
    private static readonly int[] Lengths = [0, 1, 31, 511, 512, 513, 1024, 16_383, 16_384, 16_385, 524_288, 524_289];

    private static readonly Gen<string> Texts = Gen.Select(Gen.OneOf(Lengths), Gen.Char, (length, c) => new string(c, length));

    [Fact]
    public void Of_EqualTexts_AreEqual() =>
        Texts.Sample(text => SegmentHash.Of(text) == SegmentHash.Of(new string(text.AsSpan())), iter: 200);

    [Fact]
    public void Of_OneBitChanged_Differs() =>
        Gen.Select(Texts.Where(text => text.Length > 0), Gen.Int[0, int.MaxValue], Gen.Int[0, 15]).Sample(
            (text, at, bit) =>
            {
                var other = text.ToCharArray();
                other[at % other.Length] ^= (char)(1 << bit);
                var (one, two) = (SegmentHash.Of(text), SegmentHash.Of(other));
                return one.First != two.First && one.Second != two.Second;
            },
            iter: 500);

    [Fact]
    public void Of_OnesOfAnyLengthAndZeros_Differ()
    {
        // What is shorter is padded with zeros, so texts of zeros are what the length alone tells apart.
        var hashes = Lengths.Select(length => SegmentHash.Of(new string('\0', length))).ToHashSet();

        Assert.Equal(Lengths.Length, hashes.Count);
    }

    [Fact]
    public void Of_TextsWithBlocksExchanged_Differ()
    {
        var blocks = Enumerable.Range(0, 64).Select(block => new string((char)('A' + block), 512)).ToArray();
        var hashes = new HashSet<SegmentHash>();
        for (var first = 0; first < blocks.Length; first++)
        {
            for (var second = first + 1; second < blocks.Length; second++)
            {
                var exchanged = blocks.ToArray();
                (exchanged[first], exchanged[second]) = (exchanged[second], exchanged[first]);
                Assert.True(hashes.Add(SegmentHash.Of(string.Concat(exchanged))));
            }
        }
    }

    [Fact]
    public void Of_ManyTextsThatDifferLittle_Differ()
    {
        var prefix = new string('x', 700);

        var hashes = Enumerable.Range(0, 200_000).Select(number => SegmentHash.Of(prefix + number)).ToHashSet();

        Assert.Equal(200_000, hashes.Count);
    }
}
