using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class CaSinRecognizerTests
{
    [Theory]
    [InlineData("SIN ⟦130-692-544⟧")]
    [InlineData("social insurance number ⟦130 692 544⟧")]
    [InlineData("NAS: ⟦130692544⟧")]
    public void Sin_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.CaSin, marked);

    [Theory]
    [InlineData("SIN 130-692-545")]
    [InlineData("130 692 544")]
    [InlineData("130692544")]
    public void Sin_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.CaSin, text);
}
