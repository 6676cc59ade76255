using CsCheck;
using Sallyport.Detection.Names;
using Xunit;

namespace Sallyport.Tests.Detection.Names;

public sealed class NameTaggerTests
{
    private static readonly Gen<string> Units = Gen.OneOf(
        "Jane Doe", "Dr. O'Brien-Smith", "of Acme Inc.", "in Leeds", "1190 Saddleback Road", "Reno, NV 89509", "Contact:", "the parcel", "LONDON", "name=", "van de Berg", "李明", "김철수", "\n", "mail@example.org", "left", "Müller GmbH", "123")
        .Array[1, 25].Select(pieces => string.Join(' ', pieces)).Where(text => text.Length <= NameUnits.MaxLength);

    [Fact]
    public void Names_OfAnyUnit_AreThoseComputedPlainly_ToTheLastBit()
    {
        var tagger = new NameTagger(NameModel.Shipped);
        var plain = new PlainTagger(NameModel.Shipped);
        Units.Sample(
            text =>
            {
                tagger.Read(text);
                Assert.Equal(plain.Read(text), tagger.Found);
            },
            iter: 3_000,
            threads: 1);
    }

    [Fact]
    public void Rows_AreTheHashesOfTheirNumberAndParts()
    {
        Gen.UInt.Array[16].Sample(hashes => Assert.Equal(
            hashes.Select(WordHash.Finish),
            Enumerable.Range(0, 16).Select(i => WordHash.Finish(System.Runtime.Intrinsics.Vector512.Create(hashes))[i])));
        Assert.Equal(1u, WordHash.Finish(System.Runtime.Intrinsics.Vector512<uint>.Zero)[3]);
    }
}
