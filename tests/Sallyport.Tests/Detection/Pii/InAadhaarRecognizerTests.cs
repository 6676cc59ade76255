using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class InAadhaarRecognizerTests
{
    [Theory]
    [InlineData("Aadhaar ⟦2341 2346 7851⟧")]
    [InlineData("aadhaar no. ⟦234123467851⟧")]
    [InlineData("Aadhaar ⟦2341  2346  7851⟧")]
    public void Aadhaar_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.InAadhaar, marked);

    [Theory]
    [InlineData("Aadhaar 2341 2346 7850")]
    [InlineData("0341 2346 7859")]
    [InlineData("2341  2346  7851")]
    [InlineData("234123467851")]
    public void Aadhaar_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.InAadhaar, text);
}
