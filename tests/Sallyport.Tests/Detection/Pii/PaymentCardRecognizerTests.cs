using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class PaymentCardRecognizerTests
{
    [Theory]
    [InlineData("The card ⟦4111 1111 1111 1111⟧ was declined.")]
    [InlineData("⟦4111-1111-1111-1111⟧")]
    [InlineData("pay with ⟦4111111111111111⟧ now")]
    [InlineData("amex ⟦3782 822463 10005⟧")]
    [InlineData("⟦378282246310005⟧")]
    [InlineData("Carta ⟦6011 1111 1111 1117⟧ rifiutata")]
    [InlineData("card ⟦4111111111111111⟧ 123")]
    [InlineData("⟦5555 5555 5555 4444⟧ exp 09/27")]
    [InlineData("order ⟦4111 1111 1111 1111⟧")]
    [InlineData("Karte 5 ⟦4111 1111 1111 1111⟧")]
    [InlineData("Total due charged to ⟦4111 1111 1111 1111⟧")]
    [InlineData("I paid the amount with ⟦4111 1111 1111 1111⟧.")]
    [InlineData("The fee of 20 USD was paid from ⟦4111 1111 1111 1111⟧ yesterday")]
    [InlineData("Der Betrag wurde von ⟦4111 1111 1111 1111⟧ abgebucht")]
    [InlineData("paid ⟦5500 0000 0000 0004⟧")]
    [InlineData("{\"amount\": 1999, \"currency\": \"usd\", \"number\": \"⟦4111111111111111⟧\"}")]
    [InlineData("{\"total\": 5, \"source\": \"⟦4111111111111111⟧\"}")]
    [InlineData("version ⟦4111 1111 1111 1111⟧")]
    [InlineData("x-⟦4111 1111 1111 1111⟧")]
    [InlineData("$⟦4111 1111 1111 1111⟧")]
    [InlineData("⟦4111 1111 1111 1111⟧and the rest")]
    [InlineData("2026-01-02,⟦4111111111111111⟧,55.20,EUR")]
    [InlineData("⟦4111111111111111⟧,12/28,123")]
    [InlineData("1,⟦5555555555554444⟧,9.99")]
    [InlineData("⟦4111111111111111⟧:12:28")]
    [InlineData("1,⟦4111 1111 1111 1111⟧,7")]
    [InlineData("{\"a\":\"note:\\n⟦4111111111111111⟧\\n\"}")]
    [InlineData("a\\t⟦4111 1111 1111 1111⟧\\tb")]
    [InlineData("⟦4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1⟧")]
    [InlineData("⟦411111 1111111111⟧")]
    [InlineData("⟦3400 0000 0000 009⟧")]
    public void Card_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.PaymentCard, marked);

    [Theory]
    [InlineData("card 4111 1111 1111 1112")]
    [InlineData("checksum 4111111111111111 differs")]
    [InlineData("id 1234567812345670")]
    [InlineData("0000 0000 0000 0000")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("4111111111111111abc")]
    [InlineData("M4.01 37.2-53.49-2.69-.94-.09-.23-.48-.94-.82-1.13-.28-.15-.68-.52-.01-.53.63-.01")]
    [InlineData("41111111111111111111111111")]
    [InlineData("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20")]
    [InlineData("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16")]
    [InlineData("60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89")]
    [InlineData("7 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    [InlineData("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9 9 9 9 9 9 9 9 9 9 9 9 9")]
    [InlineData("4,111,111,111,111,111")]
    public void Card_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.PaymentCard, text);
}
