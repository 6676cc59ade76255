using Sallyport.Detection.Names;
using Xunit;

namespace Sallyport.Tests.Detection.Names;

public class NameModelTests
{
    [Fact]
    public void ShippedModel_IsReadAndWrittenAlike()
    {
        var written = NameModel.Shipped.Write();

        Assert.Equal(written, NameModel.Read(written).Write());
        Assert.InRange(written.Length, 1, 3_000_000);
    }

    [Fact]
    public void AlteredModel_IsRefusedWithItsNameAndBothChecksums()
    {
        var file = NameModel.Shipped.Write();
        var stated = Convert.ToHexStringLower(file[^32..]);
        file[1000] ^= 1;

        var refusal = Assert.Throws<InvalidDataException>(() => NameModel.Read(file));

        Assert.Contains("names-1.bin", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(stated, refusal.Message, StringComparison.Ordinal);
        Assert.Matches("content has [0-9a-f]{64}", refusal.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(1000)]
    public void ModelCutShort_IsRefused(int length) => Assert.Throws<InvalidDataException>(() => NameModel.Read(NameModel.Shipped.Write().AsSpan(0, length)));

    [Fact]
    public void Calibration_RisesWithTheProbability()
    {
        for (var kind = 0; kind < NameLabel.Kinds; kind++)
        {
            var scores = Enumerable.Range(0, 101).Select(i => NameModel.Shipped.Calibrate(kind, i / 100f)).ToList();
            Assert.Equal(scores.Order(), scores);
            Assert.All(scores, score => Assert.InRange(score, 0f, 1f));
        }
    }
}
