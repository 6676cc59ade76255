using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class HexAddressDetectorTests
{
    [Theory]
    [InlineData("Blocked ⟦2001:db8:25f1:69::74fd⟧ after 12 attempts")]
    [InlineData("[⟦2001:db8::1⟧]:443")]
    [InlineData("from ⟦2a00:1450:4001:81b:0:0:0:200e⟧.")]
    [InlineData("ip:⟦2001:db8::2c4⟧")]
    [InlineData("⟦fe80::1ff:fe23:4567:890a⟧%eth0")]
    [InlineData("⟦2001:db8::1⟧/64")]
    [InlineData("⟦2001:db8::⟧/128")]
    [InlineData("⟦2001:db8::2c4⟧/127")]
    [InlineData("⟦2001:db8::5678:1⟧/112")]
    [InlineData("http://[⟦2001:db8::2c4⟧]/64")]
    [InlineData("⟦2001:db8:0:0:0:0:0:1⟧/64")]
    public void Ip_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.IpAddress, marked);

    [Theory]
    [InlineData("mac ⟦00:1A:2b:3c:4d:5e⟧")]
    [InlineData("mac:⟦ac:de:48:00:11:22⟧,")]
    [InlineData("⟦00-1A-2B-3C-4D-5E⟧.")]
    [InlineData("⟦001a.2b3c.4d5e⟧")]
    [InlineData("ether ⟦00:11:22:33:44:55⟧")]
    [InlineData("from ⟦00:1A:2b:3c:4d:5e⟧.")]
    public void Mac_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.MacAddress, marked);

    [Theory]
    [InlineData("at 12:30:45 and 10:20::")]
    [InlineData("see 2001:db8::/32")]
    [InlineData("from 2001:db8:ac00::/40, please")]
    [InlineData("routes to 2001:db8::5678:0/112")]
    [InlineData("routes to 2001:db8::5:0:0:0/80")]
    [InlineData("2001:db8:0:0:0:0:0:0/32")]
    [InlineData("fc00::/7 and fe80::/10")]
    [InlineData("std::cafe::bed(1)")]
    [InlineData("a::b, ab::cd, abc::def1")]
    [InlineData("::1 and fe:")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("43:51:43:a1:b5:fc:8b:b7:0a:3a:a9:b1:0f:66:73:a8")]
    [InlineData("00:00:00:00:00:00 ff:ff:ff:ff:ff:ff")]
    [InlineData("12-05-20-11-30-45")]
    [InlineData("2001:db8:25f1:69:1:2:3:4:5")]
    [InlineData("made. be-cause add: face")]
    [InlineData("1234.5678.9012")]
    [InlineData("from 12:30:45:10:20:30 on")]
    [InlineData("SHA-1 fingerprint ab:cd:ef:12:34:56")]
    [InlineData("it begins ab:cd:ef:12:34:56… and goes on")]
    [InlineData("it begins ab:cd:ef:12:34:56... and goes on")]
    public void Address_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNothing(text);

    [Fact]
    public void Addresses_AnyCutting_GiveTheSameFindings() => DetectorProperties.HoldFor(new HexAddressDetector(), DetectorProperties.TextsOf(
        "2001:db8:25f1:69::74fd", "2001:db8::", "00:1A:2b:3c:4d:5e", "00-1A-2B-3C-4D-5E", "001a.2b3c.4d5e", ":", "::", "be", "abcd", "12:30", "-", "made.", "x", "/", "/32", "/128", "ac:de:48:00:11:22", "f"), samples: 2000);
}
