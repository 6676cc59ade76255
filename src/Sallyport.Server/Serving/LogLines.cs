using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Sallyport.Server.Serving;

/// <summary>
/// Writes an event of the log as one line: a flat JSON object for collectors, or text where a person watches a terminal. A value stands once in it:
/// in the message where that names it, else as a field of its own.
/// </summary>
internal sealed class LogLines(bool isText, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name under which the console's logger finds it.</summary>
    public const string FormatterName = "sallyport";

    private const string Template = "{OriginalFormat}";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var fields = FieldsOf(logEntry.State);
        textWriter.WriteLine(isText
            ? Text(logEntry.LogLevel, message, fields, logEntry.Exception)
            : Json(logEntry.LogLevel, logEntry.EventId.Id, logEntry.Category, message, fields, logEntry.Exception));
    }

    private string Json(LogLevel level, int id, string category, string message, List<KeyValuePair<string, object?>> fields, Exception? exception)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", Word(level));
            json.WriteNumber("event", id);
            json.WriteString("source", category);
            json.WriteString("message", message);
            foreach (var (name, value) in fields)
            {
                WriteField(json, name, value);
            }

            if (exception is not null)
            {
                json.WriteString("exception", exception.ToString());
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private string Text(LogLevel level, string message, List<KeyValuePair<string, object?>> fields, Exception? exception)
    {
        var line = new StringBuilder();
        line.Append(null, $"{time.GetUtcNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {Word(level),-11} {Printable(message)}");
        foreach (var (name, value) in fields)
        {
            line.Append(null, $" {name}={Printable(Shown(value))}");
        }

        return exception is null ? line.ToString() : line.AppendLine().Append(exception).ToString();
    }

    /// <summary>The values that the message does not hold.</summary>
    private static List<KeyValuePair<string, object?>> FieldsOf<TState>(TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            return [];
        }

        var template = values.FirstOrDefault(static value => value.Key == Template).Value as string ?? "";
        return [.. values.Where(value => value.Key != Template && !IsNamed(template, value.Key))];
    }

    // {Name}, {Name:format} and {Name,width} name a value.
    private static bool IsNamed(string template, string name)
    {
        var at = template.IndexOf("{" + name, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && at + name.Length + 1 < template.Length && template[at + name.Length + 1] is '}' or ':' or ',';
    }

    private static void WriteField(Utf8JsonWriter json, string name, object? value)
    {
        if (value is int or long)
        {
            json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteString(name, Shown(value));
        }
    }

    private static string? Shown(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);

    // A line on a terminal stays one, and moves no cursor.
    private static string Printable(string? text) => string.Concat((text ?? "").Select(static c => char.IsControl(c) ? '?' : c));

    private static string Word(LogLevel level) => level.ToString().ToLowerInvariant();
}
