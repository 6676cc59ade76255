using System.Text;
using System.Text.Json;

namespace Sallyport.Server.Settings;

/// <summary>Reads the settings file: a JSON object of strings, numbers and arrays of these under the settings' names. Comments and a last comma are allowed.</summary>
internal static class SettingsFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>What the file has, by name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problems">Is told every mistake, with its line.</param>
    public static IReadOnlyDictionary<string, SettingValues> Read(string path, List<string> problems)
    {
        var settings = new Dictionary<string, SettingValues>(StringComparer.Ordinal);
        try
        {
            var bytes = ReadBytes(path);
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                problems.Add($"{path}:1: the settings file holds one JSON object.");
                return settings;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(ref reader, settings, $"{path}:{LineAt(bytes, reader.TokenStartIndex)}:", problems);
            }

            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            problems.Add($"{path}:{exception.LineNumber + 1}: this is no JSON: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"The settings file '{path}' can't be read: {exception.Message}");
        }

        return settings;
    }

    private static void ReadMember(ref Utf8JsonReader reader, Dictionary<string, SettingValues> settings, string place, List<string> problems)
    {
        var name = reader.GetString()!;
        reader.Read();
        var values = Values(ref reader);
        if (Setting.All.FirstOrDefault(setting => setting.Name == name) is not { } known)
        {
            problems.Add($"{place} '{name}' is no setting.{(Setting.Nearest(name, Math.Max(1, name.Length / 3)) is { } near ? $" Is '{near.Name}' meant?" : string.Empty)}");
        }
        else if (values is null || (!known.IsList && values.Length != 1))
        {
            problems.Add($"{place} '{name}' takes {(known.IsList ? "a string or an array of strings" : "a string or a number")}.");
        }
        else if (!settings.TryAdd(name, new(values, $"{place} '{name}'")))
        {
            problems.Add($"{place} '{name}' is given more than once.");
        }
    }

    private static string[]? Values(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            var one = Text(ref reader);
            reader.Skip();
            return one is null ? null : [one];
        }

        var values = new List<string?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(Text(ref reader));
            reader.Skip();
        }

        return values.Contains(null) ? null : [.. values.Select(static value => value!)];
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
        _ => null,
    };

    private static byte[] ReadBytes(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > MaxBytes)
        {
            throw new IOException($"'{path}' is larger than {MaxBytes:N0} bytes.");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static int LineAt(ReadOnlySpan<byte> bytes, long offset) => bytes[..(int)offset].Count((byte)'\n') + 1;
}
