using System.Security.Cryptography;
using Sallyport.Onnx.Embedders;
using Sallyport.Onnx.Sessions;
using Xunit;

namespace Sallyport.Onnx.Tests.Embedders;

public sealed class DamagedFileTests
{
    [Theory]
    [InlineData(true, 5_000_000)]
    [InlineData(true, 0)]
    [InlineData(false, 1_000)]
    public void ShippedFile_WithOneBitChanged_IsRefusedByNameWithBothChecksums(bool isModel, int place)
    {
        var files = ShippedModel.Read();
        var damaged = isModel ? files.Model : files.Vocabulary;
        var (name, expected) = isModel ? (ShippedModel.ModelFile, ShippedModel.Description.ModelSha256!) : (ShippedModel.VocabularyFile, ShippedModel.Description.VocabularySha256!);
        damaged[place] ^= 1;

        var refusal = Assert.Throws<InvalidDataException>(() => new ModelFiles<EmbedderDescription>(ShippedModel.Description, files.Model, files.Vocabulary));

        Assert.Contains($"'{name}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(damaged)), refusal.Message, StringComparison.Ordinal);
    }
}
