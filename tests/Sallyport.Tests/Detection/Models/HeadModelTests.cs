using System.Security.Cryptography;
using Sallyport.Detection.Models;
using Xunit;

namespace Sallyport.Tests.Detection.Models;

public sealed class HeadModelTests
{
    [Fact]
    public void File_ReadAgain_IsTheSameHead()
    {
        var head = Heads.Drawn("test.kind", seed: 1);

        var read = HeadModel.Read(head.Write(), "test");

        Assert.Equal(head.Weights, read.Weights);
        Assert.Equal(head.Description.Scale, read.Description.Scale);
        Assert.Equal(head.Description.Calibration, read.Description.Calibration);
        Assert.Equal(head.Write(), read.Write());
    }

    [Fact]
    public void File_WithOneByteChanged_IsRefusedByNameAndBothChecksums()
    {
        var file = Heads.Drawn("test.kind", seed: 1).Write();
        var stated = Convert.ToHexStringLower(file.AsSpan(file.Length - 32));
        file[file.Length / 2] ^= 1;
        var computed = Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(0, file.Length - 32)));

        var fault = Assert.Throws<InvalidDataException>(() => HeadModel.Read(file, "injection-direct"));

        Assert.Contains("injection-direct", fault.Message);
        Assert.Contains(stated, fault.Message);
        Assert.Contains(computed, fault.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(5_000)]
    public void File_CutShort_IsRefused(int length)
    {
        var file = Heads.Drawn("test.kind", seed: 1).Write();

        var fault = Assert.Throws<InvalidDataException>(() => HeadModel.Read(file.AsSpan(0, length), "test"));

        Assert.Contains("'test'", fault.Message);
    }

    [Fact]
    public void Shipped_AllLoad()
    {
        Assert.All(ShippedHeads.Heads, head => Assert.Equal(TextFeatures.Version, head.Features));
        Assert.True(ShippedHeads.Set.Heads.Count <= HeadSet.MaxHeads);
    }
}
