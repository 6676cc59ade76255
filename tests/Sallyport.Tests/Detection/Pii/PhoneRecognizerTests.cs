using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class PhoneRecognizerTests
{
    [Theory]
    [InlineData("Call ⟦+44 20 7946 0018⟧ now")]
    [InlineData("⟦+1 (212) 555-0123⟧")]
    [InlineData("Reach me at ⟦(212) 555-0123⟧.")]
    [InlineData("⟦212-555-0123⟧")]
    [InlineData("⟦+44 · 20 · 7946 · 0018⟧")]
    [InlineData("call ⟦212·555·0123⟧")]
    [InlineData("⟦06 12 34 56 78⟧")]
    [InlineData("call back on ⟦0670123456⟧")]
    [InlineData("Rückruf bitte unter ⟦030 1234567⟧")]
    [InlineData("llamó desde el ⟦869229754⟧")]
    [InlineData("name=Ann&phone=⟦+38077123456⟧&ref=1")]
    [InlineData("order 93059066; call back on ⟦0869213843⟧")]
    [InlineData("x;mail@example.com;⟦09771234567⟧;street")]
    [InlineData("tel:⟦+4930123456⟧")]
    [InlineData("chiamato dal ⟦+39 06 1234 5678⟧")]
    [InlineData("phoneNumber: ⟦5551234567⟧")]
    [InlineData("电话⟦+8613812345678⟧")]
    [InlineData("⟦+1-555-123-4567 x887⟧")]
    [InlineData("Reach ⟦+1-212-555-0123⟧ or mail")]
    [InlineData("⟦(206) 342-8631x0123⟧, ask for Ann")]
    [InlineData("⟦212-555-0123 ext. 45⟧.")]
    [InlineData("phone ⟦030 1234567, ext 12⟧")]
    [InlineData("電話 ⟦03-1234-5678⟧")]
    [InlineData("我的联系电话是⟦13800138000⟧，谢谢")]
    [InlineData("전화번호는 ⟦010-1234-5678⟧ 입니다")]
    [InlineData("Позвоните по телефону ⟦8 912 345 67 89⟧")]
    [InlineData("Phone #: ⟦5551234567⟧")]
    [InlineData("The fee was sent to ⟦+1 415-555-2671⟧")]
    [InlineData("version 2 contact line ⟦+1 415-555-2671⟧")]
    public void Phone_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.Phone, marked);

    [Theory]
    [InlineData("order 93059066")]
    [InlineData("timestamp 1700000000")]
    [InlineData("2024-01-15 10:30:00")]
    [InlineData("1,234,567 people")]
    [InlineData("3.14159265358979")]
    [InlineData("1990-1995")]
    [InlineData("price 1 234 567")]
    [InlineData("build 46047380")]
    [InlineData("call it 3.1.4159265")]
    [InlineData("id 5512345678")]
    [InlineData("1920x1080 at 2560x1440")]
    [InlineData("我的订单号是13800138000")]
    [InlineData("致电客服，订单 13800138000")]
    [InlineData("ticket #5551234567")]
    public void Phone_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.Phone, text);
}
