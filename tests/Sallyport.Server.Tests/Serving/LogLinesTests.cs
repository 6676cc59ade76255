using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Server.Serving;
using Xunit;

namespace Sallyport.Server.Tests.Serving;

public sealed class LogLinesTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.Zero));

    [Fact]
    public void Json_ValueThatTheMessageNames_StandsThereOnce()
    {
        var line = Write(isText: false, "Checkpoints did not reach {Sink}", ("Sink", "a-file"), ("Count", 3));

        using var json = JsonDocument.Parse(line);
        Assert.Equal(["time", "level", "event", "source", "message", "Count"], json.RootElement.EnumerateObject().Select(static member => member.Name));
        Assert.Equal("2031-02-03T04:05:06.000Z", json.RootElement.GetProperty("time").GetString());
        Assert.Equal("Checkpoints did not reach a-file", json.RootElement.GetProperty("message").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("Count").GetInt32());
        Assert.Equal(1, line.Split("a-file").Length - 1);
    }

    [Fact]
    public void Json_WithLineBreaksAndAnException_IsOneLine()
    {
        var line = Write(isText: false, "It failed", new InvalidOperationException("a\nb"), ("error", "c\nd"));

        using var json = JsonDocument.Parse(line);
        Assert.DoesNotContain('\n', line.TrimEnd());
        Assert.Contains("a\nb", json.RootElement.GetProperty("exception").GetString(), StringComparison.Ordinal);
        Assert.Equal("c\nd", json.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public void Text_IsReadByAPersonAndMovesNoCursor() =>
        Assert.Equal("04:05:06 warning     An upstream failed upstream=openai error=a?[31mb", Write(isText: true, "An upstream failed", ("upstream", "openai"), ("error", "a\u001b[31mb")).TrimEnd());

    private static string Write(bool isText, string template, params (string Name, object Value)[] values) => Write(isText, template, null, values);

    private static string Write(bool isText, string template, Exception? exception, params (string Name, object Value)[] values)
    {
        using var to = new StringWriter();
        List<KeyValuePair<string, object?>> state = [.. values.Select(static value => new KeyValuePair<string, object?>(value.Name, value.Value)), new("{OriginalFormat}", template)];
        var message = values.Aggregate(template, static (text, value) => text.Replace("{" + value.Name + "}", $"{value.Value}", StringComparison.Ordinal));
        new LogLines(isText, Clock).Write(new LogEntry<List<KeyValuePair<string, object?>>>(LogLevel.Warning, "Sallyport.Tests", 7, state, exception, (_, _) => message), null, to);
        return to.ToString();
    }
}
