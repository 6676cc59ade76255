using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class InPanRecognizerTests
{
    [Theory]
    [InlineData("PAN ⟦ABCPE1234F⟧")]
    [InlineData("PAN card: ⟦AAACB1234C⟧")]
    [InlineData("⟦ABCPE1234F⟧")]
    public void Pan_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.InPan, marked);

    [Theory]
    [InlineData("ABCDE1234F")]
    [InlineData("ABCPE12345")]
    [InlineData("XABCPE1234F")]
    public void Pan_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.InPan, text);
}
