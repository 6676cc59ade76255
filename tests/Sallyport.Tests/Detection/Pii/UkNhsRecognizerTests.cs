using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class UkNhsRecognizerTests
{
    [Theory]
    [InlineData("NHS number ⟦943 476 5919⟧")]
    [InlineData("nhs: ⟦9434765919⟧")]
    public void Nhs_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.UkNhs, marked);

    [Theory]
    [InlineData("NHS number 943 476 5918")]
    [InlineData("order 9434765919")]
    [InlineData("9434765919")]
    public void Nhs_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.UkNhs, text);
}
