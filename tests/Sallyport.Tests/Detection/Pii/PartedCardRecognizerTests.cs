using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class PartedCardRecognizerTests
{
    [Theory]
    [InlineData("⟦4111\t1111\t1111\t1111⟧")]
    [InlineData("it is ⟦4111  1111  1111  1111⟧ now")]
    [InlineData("⟦4111\n1111\n1111\n1111⟧\nthanks")]
    [InlineData("⟦4111\r\n1111\r\n1111\r\n1111⟧")]
    [InlineData("⟦4111 • 1111 • 1111 • 1111⟧")]
    [InlineData("⟦4111•1111•1111•1111⟧")]
    [InlineData("⟦4111|1111|1111|1111⟧")]
    [InlineData("| ⟦4111 | 1111 | 1111 | 1111⟧ |")]
    [InlineData("⟦4111 / 1111 / 1111 / 1111⟧")]
    [InlineData("_⟦4111_1111_1111_1111⟧_")]
    [InlineData("⟦3782\t822463\t10005⟧")]
    [InlineData("pay by ⟦4111 1111\n1111 1111⟧ now")]
    [InlineData("pay by ⟦4111-1111-\n1111-1111⟧ now")]
    [InlineData("⟦3782 822463\n10005⟧")]
    [InlineData("pan⟦4111 1111 1111 1111⟧")]
    [InlineData("x⟦4111-1111-1111-1111⟧y")]
    [InlineData("⟦4111\t1111\t1111\t1111⟧\t12/28\t123")]
    [InlineData("exp 12/28\n⟦4111\n1111\n1111\n1111⟧")]
    [InlineData("it is ⟦4111—1111—1111—1111⟧")]
    [InlineData("it is ⟦4111 — 1111 — 1111 — 1111⟧")]
    [InlineData("it is ⟦4111 │ 1111 │ 1111 │ 1111⟧")]
    [InlineData("it is ⟦4111●1111●1111●1111⟧")]
    [InlineData("it is ⟦3056\t930902\t5904⟧")]
    [InlineData("my card is ⟦4111-1111 1111-1111⟧")]
    [InlineData("my card is ⟦4111 1111  1111 1111⟧")]
    [InlineData("my card is ⟦4111,1111,1111,1111⟧")]
    [InlineData("my card is ⟦4111: 1111: 1111: 1111⟧, 2028")]
    [InlineData("pan⟦4111 1111 1111 1111⟧, 2028")]
    [InlineData("card\tuntil\n⟦4111\t1111\t1111\t1111⟧\t2028")]
    public void Card_InGroups_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.PaymentCard, marked);

    [Theory]
    [InlineData("4111\t1111\t1111\t1112")]
    [InlineData("1111\t1111\t1111\t1111")]
    [InlineData("4111  1111\t1111  1111")]
    [InlineData("41111\t111\t1111\t1111")]
    [InlineData("4111\t1111\t1111\t1111\t1111")]
    [InlineData("2024\t4111\t1111\t1111\t1111")]
    [InlineData("2024\n4111\n1111\n1111\n1111\n2044")]
    [InlineData("region\tQ1\tQ2\tQ3\tQ4\nnorth\t4111\t1111\t1111\t1111")]
    [InlineData("north\t4111\t1111\t1111\t1111\nsouth\t3782\t1200\t3100\t4500")]
    [InlineData("| region | Q1 | Q2 | Q3 | Q4 |\n|---|---|---|---|---|\n| north | 4111 | 1111 | 1111 | 1111 |")]
    [InlineData("north   4111   1111   1111   1111\nsouth   3782   1200   3100   4500")]
    [InlineData("[4111, 1111, 1111, 1111]")]
    [InlineData("cards sold: 2024, 4111, 1111, 1111, 1111")]
    [InlineData("4111-1111 1111-1111")]
    public void Card_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.PaymentCard, text);
}
