using System.Text;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.Streaming;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Tests.Dialects;

/// <summary>Readings as lines that a reviewer can compare with the wire file beside them.</summary>
internal static class ReadingDump
{
    private const int MaxText = 72;

    public static string Request(Dialect dialect, byte[] body)
    {
        using var reading = dialect.ReadRequest(body);
        var lines = new StringBuilder();
        if (reading.Refusal is { } refusal)
        {
            return $"refused {refusal.Kind} at '{refusal.Pointer}': {refusal.Message}\n";
        }

        lines.Append($"model {reading.Model}, stream {reading.IsStream}, choices {reading.Choices}, max {reading.MaxOutputTokens}\n");
        for (var i = 0; i < reading.Segments.Count; i++)
        {
            var segment = reading.Segments[i];
            lines.Append($"{i} {segment.Origin} {segment.Trust} {(segment.IsStructure ? "Structure" : segment.Form)} {reading.Slots[i].Kind} {reading.PointerOf(i)} {Shown(segment.Text.Span)}{(segment.Follows is { } before ? $" follows {before}" : "")}\n");
        }

        reading.ProviderTools.ForEach(use => lines.Append($"provider tool {use.Name} {use.Pointer}\n"));
        reading.ProviderState.ForEach(use => lines.Append($"provider state {use.Name} {use.Pointer}\n"));
        reading.OpaqueItems.ForEach(item => lines.Append($"opaque {Shown(Encoding.UTF8.GetString(item.Bytes.In(body)))}\n"));
        reading.RetentionEdits.ForEach(edit => lines.Append($"retention {Edit(edit, body)}\n"));
        reading.LogProbEdits.ForEach(edit => lines.Append($"logprobs {Edit(edit, body)}\n"));
        return lines.ToString();
    }

    public static string Answer(Dialect dialect, byte[] body)
    {
        using var reading = dialect.ReadAnswer(body);
        if (reading.Fault is { } fault)
        {
            return $"fault: {fault}\n";
        }

        var lines = new StringBuilder();
        Content(reading.Content, body, lines);
        return lines.ToString();
    }

    public static string Stream(Dialect dialect, byte[] stream)
    {
        var lines = new StringBuilder();
        using var splitter = new SseSplitter();
        using var answer = dialect.OpenStream();
        using var reading = new EventReading();
        splitter.Append(stream);
        splitter.Complete();
        var index = 0;
        while (splitter.TryRead(out var frame))
        {
            answer.Read(frame, reading);
            lines.Append($"event {index++} {reading.Kind} {Encoding.UTF8.GetString(frame.Name.Span)}\n");
            reading.CompletedBefore.ForEach(channel => lines.Append($"  over {Channel(channel)}\n"));
            Content(reading.Content, frame.Data.ToArray(), lines, "  ");
            reading.Completed.ForEach(channel => lines.Append($"  complete {Channel(channel)}\n"));
            answer.Sent();
        }

        lines.Append($"ended {answer.HasEnded}, pending {splitter.Pending}, {splitter.Fault}\n");
        return lines.ToString();
    }

    private static void Content(AnswerContent content, byte[] document, StringBuilder lines, string indent = "")
    {
        foreach (var call in content.ToolCalls)
        {
            lines.Append($"{indent}call {Channel(call.Channel)} '{call.Name}' '{call.Id}' json {call.IsJson} provider {call.IsByProvider}\n");
        }

        foreach (var slot in content.Slots)
        {
            var token = slot.Bytes.In(document);
            var text = token[0] == '"' ? JsonText.Decode(token) : Encoding.UTF8.GetString(token);
            lines.Append($"{indent}{slot.Kind} {Channel(slot.Channel)} {Shown(text)}\n");
        }

        if (content.Words.Count > 0)
        {
            lines.Append($"{indent}words {string.Join(' ', content.Words.Select(word => Encoding.UTF8.GetString(word.Bytes.In(document))))}\n");
        }

        foreach (var opaque in content.Uninspectable)
        {
            lines.Append($"{indent}uninspectable {opaque.Form} {Shown(Encoding.UTF8.GetString(opaque.Bytes.In(document)))}\n");
        }

        foreach (var item in content.OpaqueItems)
        {
            lines.Append($"{indent}issued {Shown(Encoding.UTF8.GetString(item.Bytes.In(document)))}\n");
        }

        foreach (var (channel, edit) in content.Bypasses)
        {
            lines.Append($"{indent}bypass {Channel(channel)} {Edit(edit, document)}\n");
        }

        if (content.Usage is { } usage)
        {
            lines.Append($"{indent}usage in {usage.Input} out {usage.Output} cached {usage.CachedInput} reasoning {usage.Reasoning}\n");
        }
    }

    private static string Channel(ChannelId channel) => channel.Kind is ChannelKind.Unknown && channel.Item >= 1 << 28
        ? $"{channel.Choice}:Unknown path {channel.Item - (1 << 28)}.{channel.Part}"
        : $"{channel.Choice}:{channel.Kind} {channel.Item}.{channel.Part}";

    private static string Edit(ByteEdit edit, byte[] document) =>
        $"{Shown(Encoding.UTF8.GetString(edit.Range.In(document)))} -> {Shown(Encoding.UTF8.GetString(edit.Replacement.Span))}";

    private static string Shown(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder("\"");
        foreach (var unit in text[..Math.Min(text.Length, MaxText)])
        {
            shown.Append(unit is < ' ' or '"' or '\\' || char.IsSurrogate(unit) ? $"\\u{(int)unit:x4}" : unit.ToString());
        }

        return shown.Append(text.Length > MaxText ? $"…\" ({text.Length})" : "\"").ToString();
    }
}
