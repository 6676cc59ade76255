using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class FrNirRecognizerTests
{
    [Theory]
    [InlineData("⟦185057800608491⟧")]
    [InlineData("numéro de sécurité sociale ⟦1 85 05 78 006 084 91⟧")]
    [InlineData("NIR ⟦1 85 05 2A 006 084 35⟧")]
    public void Nir_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.FrNir, marked);

    [Theory]
    [InlineData("185057800608492")]
    [InlineData("1 85 13 78 006 084 91")]
    [InlineData("5 85 05 78 006 084 91")]
    public void Nir_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.FrNir, text);
}
