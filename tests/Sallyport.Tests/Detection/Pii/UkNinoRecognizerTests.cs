using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class UkNinoRecognizerTests
{
    [Theory]
    [InlineData("NI number ⟦AB123456C⟧")]
    [InlineData("⟦AB 12 34 56 C⟧ is mine")]
    [InlineData("nino: ⟦AB 123456 D⟧")]
    public void Nino_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.UkNino, marked);

    [Theory]
    [InlineData("BG123456C")]
    [InlineData("AB123456E")]
    [InlineData("DA123456C")]
    [InlineData("AB1234567C")]
    [InlineData("xAB123456C")]
    public void Nino_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.UkNino, text);
}
