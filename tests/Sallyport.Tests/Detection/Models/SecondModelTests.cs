using System.Security.Cryptography;
using Sallyport.Detection.Models;
using Xunit;

namespace Sallyport.Tests.Detection.Models;

public sealed class SecondModelTests
{
    private static readonly float[] Vector = [0.5f, -0.5f, 0.1f, 0, 0.3f, -0.2f, 0.4f, 0.1f];

    [Fact]
    public void File_ReadAgain_IsTheSameNetwork()
    {
        var model = SecondStages.Drawn("test.kind", seed: 1);

        var read = SecondModel.Read(model.Write(), "test");

        Assert.Equal(model.Description, read.Description);
        Assert.Equal(model.Of(Vector), read.Of(Vector));
        Assert.Equal(model.Write(), read.Write());
    }

    [Fact]
    public void Score_IsBothScoresSumOnTheHeadsScale()
    {
        var model = SecondStages.Drawn("test.kind", seed: 2);

        Assert.Equal(0.1f + (0.9f * (3 + (1.5f * model.Of(Vector)))), model.Score(3, Vector), 1e-5f);
    }

    [Fact]
    public void File_WithOneByteChanged_IsRefusedByNameAndBothChecksums()
    {
        var file = SecondStages.Drawn("test.kind", seed: 1).Write();
        var stated = Convert.ToHexStringLower(file.AsSpan(file.Length - 32));
        file[file.Length / 2] ^= 1;
        var computed = Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(0, file.Length - 32)));

        var fault = Assert.Throws<InvalidDataException>(() => SecondModel.Read(file, "injection-direct.second"));

        Assert.Contains("injection-direct.second", fault.Message);
        Assert.Contains(stated, fault.Message);
        Assert.Contains(computed, fault.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(200)]
    public void File_CutShort_IsRefused(int length)
    {
        var file = SecondStages.Drawn("test.kind", seed: 1).Write();

        Assert.Contains("'test'", Assert.Throws<InvalidDataException>(() => SecondModel.Read(file.AsSpan(0, length), "test")).Message);
    }

    [Theory]
    [InlineData("injection-direct", "injection.direct")]
    [InlineData("harmful-request", "harmful.request")]
    public void Shipped_WasTrainedForTheHeadThatShips(string name, string kind) => Assert.Equal(kind, ShippedHeads.LoadSecond(name).Description.Kind);
}
