using Sallyport.Onnx.Embedders;
using Xunit;

namespace Sallyport.Onnx.Tests.Embedders;

public sealed class DeferredEmbedderTests
{
    [Fact]
    public async Task Vectors_AreThoseOfTheShippedEmbedder_WhichItIsNamedAs()
    {
        using var deferred = new DeferredEmbedder();
        using var shipped = OnnxEmbedder.OpenShipped();
        var (one, other) = (new float[deferred.Dimensions], new float[shipped.Dimensions]);

        await deferred.EmbedAsync(["The gate opens at nine."], one, TestContext.Current.CancellationToken);
        await shipped.EmbedAsync(["The gate opens at nine."], other, TestContext.Current.CancellationToken);

        Assert.Equal(shipped.Name, deferred.Name);
        Assert.Equal(other, one);
    }
}
