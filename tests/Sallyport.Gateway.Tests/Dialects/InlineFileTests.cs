using System.Text;
using Sallyport.Gateway.Anthropic;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.OpenAi;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Gateway.Tests.Dialects;

/// <summary>Text files inside a request are read as text, however their data URL is written; what can't be decoded is uninspectable.</summary>
public sealed class InlineFileTests
{
    private const string Mail = "jane.doe@example.org";

    public static TheoryData<string> Texts() =>
    [
        "data:text/plain," + Mail,
        "data:," + Mail,
        "data:text/plain,jane.doe%40example.org",
        "data:text/plain;charset=utf-8,jane.doe%40example%2eorg",
        "DATA:TEXT/Plain;BASE64," + Base64(Mail),
        " data:text/plain;base64," + Base64(Mail),
        "da\nta:text/plain;base64," + Base64(Mail),
        "data:;base64," + Base64(Mail),
        "data:;charset=utf-8;base64," + Base64(Mail),
        "data:text/plain;charset=us-ascii;base64," + Base64(Mail),
        "data:text/plain;charset=\"UTF-8\";base64," + Base64(Mail),
        "data:text/plain;charset=iso-8859-1;base64," + Convert.ToBase64String(Encoding.Latin1.GetBytes(Mail + " é")),
        "data:text/plain;" + string.Concat(Enumerable.Repeat("a=b;", 90)) + "base64," + Base64(Mail),
        "data:text/plain;base64," + Base64("x" + Mail).TrimEnd('='),
        "data:text/plain;base64," + Base64("x" + Mail).Replace("=", "%3D", StringComparison.Ordinal),
        "data:text/plain;base64, " + Base64(Mail).Insert(4, "\n"),
        "data:text/plain;base64," + Base64("???>>>" + Mail).Replace('+', '-').Replace('/', '_'),
        "data:application/ld+json;base64," + Base64($$$$"""{"a":"{{{{Mail}}}}"}"""),
        "data:application/javascript," + Mail,
    ];

    public static TheoryData<string> Unreadable() =>
    [
        "data:text/plain",
        "data:text/plain;base64,not base64!",
        "data:text/plain;base64,/w==",
        "data:text/plain,%ff",
        "data:text/plain;charset=utf-16;base64," + Convert.ToBase64String(Encoding.Unicode.GetBytes(Mail)),
        "data:text/plain;charset=utf-8;charset=iso-8859-1," + Mail,
        "data:application/pdf;base64," + Base64(Mail),
        "data:image/png,abc",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void DataUrl_OfText_IsASegment(string url)
    {
        Assert.All(Places(url), place =>
        {
            using var reading = place();

            Assert.Null(reading.Refusal);
            Assert.Contains(reading.Segments, segment => segment is { Origin: Origin.File, Form: Form.Text } && segment.Text.Span.Contains(Mail, StringComparison.Ordinal));
        });
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void DataUrl_ThatCannotBeRead_IsUninspectable(string url)
    {
        Assert.All(Places(url), place =>
        {
            using var reading = place();

            Assert.Contains(reading.Segments, segment => segment.Form is Form.Binary);
            Assert.DoesNotContain(reading.Segments, segment => segment.Text.Span.StartsWith("data:", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void DataUrl_OfADrawing_IsATextAndAPicture()
    {
        var url = "data:image/svg+xml;base64," + Base64($"<svg><text>{Mail}</text></svg>");
        using var reading = new ChatCompletionsDialect().ReadRequest(Encoding.UTF8.GetBytes(
            $$$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{{{url}}}}"}}]}]}"""));

        Assert.Contains(reading.Segments, segment => segment.Text.Span.Contains(Mail, StringComparison.Ordinal));
        Assert.Contains(reading.Segments, segment => segment.Form is Form.Image);
    }

    [Theory]
    [InlineData("text/plain; charset=us-ascii", true)]
    [InlineData("application/atom+xml", true)]
    [InlineData("application/octet-stream", false)]
    [InlineData("", false)]
    public void Base64_UnderAMediaType_IsReadWhereItIsText(string mediaType, bool isText)
    {
        using var reading = new MessagesDialect().ReadRequest(Encoding.UTF8.GetBytes(
            $$$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"{{{{mediaType}}}}","data":"{{{{Base64(Mail)}}}}"}}]}]}"""));

        Assert.Equal(isText, reading.Segments.Any(segment => segment.Text.Span.Contains(Mail, StringComparison.Ordinal)));
        Assert.Equal(!isText, reading.Segments.Any(segment => segment.Form is Form.Binary));
    }

    private static IEnumerable<Func<RequestReading>> Places(string url)
    {
        var text = System.Text.Json.JsonSerializer.Serialize(url);
        yield return () => new ChatCompletionsDialect().ReadRequest(Encoding.UTF8.GetBytes(
            $$$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.txt","file_data":{{{{text}}}}}}]}]}"""));
        yield return () => new ResponsesDialect().ReadRequest(Encoding.UTF8.GetBytes(
            $$$$"""{"model":"m","input":[{"role":"user","content":[{"type":"input_file","filename":"a.txt","file_url":{{{{text}}}}}]}]}"""));
        yield return () => new MessagesDialect().ReadRequest(Encoding.UTF8.GetBytes(
            $$$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":{{{{text}}}}}}]}]}"""));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
