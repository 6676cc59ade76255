using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class IpV4RecognizerTests
{
    [Theory]
    [InlineData("Login from ⟦93.184.216.34⟧ at noon")]
    [InlineData("host=⟦93.184.216.34⟧:8080")]
    [InlineData("The IP address ⟦192.168.1.1⟧.")]
    [InlineData("Blocked ⟦250.92.146.26⟧ after 12 attempts")]
    [InlineData("http://⟦93.184.216.34⟧/x")]
    [InlineData("http://⟦93.184.216.34⟧/8080")]
    [InlineData("dev ⟦93.184.216.34⟧")]
    [InlineData("inet ⟦93.184.216.34⟧/24 scope global")]
    [InlineData("the host ⟦93.184.216.0⟧/32 alone")]
    [InlineData("the link ⟦93.184.216.34⟧/31 has two ends")]
    [InlineData("Login from ⟦10.35.47.21⟧ at noon")]
    [InlineData("client ⟦228.40.72.203⟧ was refused")]
    public void Address_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.IpAddress, marked);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.0/8")]
    [InlineData("hosts of the IP network 10.0.0.0/8")]
    [InlineData("blocked 93.184.216.0/24, 93.184.217.128/25")]
    [InlineData("allow from client addresses 192.168.0.0/16.")]
    [InlineData("version=93.184.216.34")]
    [InlineData("v. 93.184.216.34")]
    [InlineData("v 93.184.216.34")]
    [InlineData("V93.184.216.34")]
    [InlineData("assemblyversion: 93.184.216.34")]
    [InlineData("FileVersion 93.184.216.34")]
    [InlineData("0.0.0.0")]
    [InlineData("version 93.184.216.34")]
    [InlineData("v1.2.3.4")]
    [InlineData("see 1.2.3.4 above")]
    [InlineData("256.1.1.1")]
    [InlineData("93.184.216.34.5")]
    [InlineData("01.02.03.04")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("netmask 255.255.255.0")]
    [InlineData("8.8.8.8")]
    [InlineData("release 10.0.19041.1")]
    [InlineData("set it to 192.168.1.1 and restart")]
    [InlineData("routes for 10.20.30.40, 172.16.4.9")]
    [InlineData("the group 233.252.18.7")]
    [InlineData("reserved: 250.92.146.26")]
    public void Address_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.IpAddress, text);
}
