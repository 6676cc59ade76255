using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class GluedCardRecognizerTests
{
    [Theory]
    [InlineData("PAN⟦4111111111111111⟧")]
    [InlineData("pay x⟦4111111111111111⟧y now")]
    [InlineData("⟦4111111111111111⟧abc")]
    [InlineData("amex⟦378282246310005⟧")]
    [InlineData("\\nPAN⟦5555555555554444⟧\\n")]
    public void Card_BesideLetters_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.PaymentCard, marked);

    [Theory]
    [InlineData("PAN4111111111111112")]
    [InlineData("PAN1234567812345670")]
    [InlineData("order4111111111111111")]
    [InlineData("SKU4111111111111111")]
    [InlineData("checksum x4111111111111111")]
    [InlineData("PAN41111111111111110")]
    [InlineData("PAN4222222222222")]
    [InlineData("3f2a9b1c4111111111111111c5d6e7f80912a3b4")]
    [InlineData("4111111111111111abc4")]
    [InlineData("c5d4111111111111111")]
    public void Card_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.PaymentCard, text);
}
