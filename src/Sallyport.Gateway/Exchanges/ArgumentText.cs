using System.Buffers;
using System.Text;
using Sallyport.Gateway.Json;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Exchanges;

/// <summary>
/// A tool call's arguments as detectors read them: the JSON document with its strings unescaped, so that a name stands next to its value and
/// an escape hides nothing. Edits go back into the tokens they touch; braces, commas and untouched tokens keep their bytes. Arguments that are
/// no JSON are read as plain text.
/// </summary>
internal sealed class ArgumentText : IDisposable
{
    private readonly NestedJson? _json;
    private readonly List<Piece> _pieces = [];

    private ArgumentText(NestedJson? json, ReadOnlyMemory<char> text)
    {
        _json = json;
        Text = text;
    }

    /// <summary>What detectors read.</summary>
    public ReadOnlyMemory<char> Text { get; private set; }

    /// <summary>Reads arguments as they stood on the wire, decoded once.</summary>
    public static ArgumentText Read(ReadOnlyMemory<char> raw)
    {
        var json = NestedJson.Read(raw.Span);
        if (json is null)
        {
            return new(null, raw);
        }

        var reading = new ArgumentText(json, default);
        reading.Unescape();
        return reading;
    }

    /// <summary>Writes the arguments as the guard, which has read <see cref="Text"/> to its end, lets them leave.</summary>
    public void Write(ChannelGuard guard, IBufferWriter<char> to)
    {
        if (_json is null)
        {
            guard.Write(0, Text.Length, to);
            return;
        }

        var edits = new ByteEdits();
        var edited = new ArrayBufferWriter<char>();
        foreach (var piece in _pieces)
        {
            if (guard.IsEdited(piece.Start, piece.End))
            {
                edited.ResetWrittenCount();
                guard.Write(piece.Start, piece.End, edited);
                edits.ReplaceString(piece.Token, edited.WrittenSpan);
            }
        }

        var bytes = new ArrayBufferWriter<byte>(_json.Map.Document.Length + 64);
        edits.Apply(_json.Map.Document.Span, bytes);
        to.Write(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    public void Dispose() => _json?.Dispose();

    private void Unescape()
    {
        var map = _json!.Map;
        var document = map.Document.Span;
        var text = new ArrayBufferWriter<char>(document.Length + 16);
        var at = 0;
        for (var row = 0; row < map.Count; row++)
        {
            var node = map[row];
            if (node.Kind is not (JsonKind.String or JsonKind.Name or JsonKind.Number))
            {
                continue;
            }

            var isNumber = node.Kind is JsonKind.Number;
            var content = isNumber ? node.Range : new ByteRange(node.Range.Start + 1, node.Range.End - 1);
            Encoding.UTF8.GetChars(document[at..content.Start], text);
            var start = text.WrittenCount;
            if (isNumber)
            {
                Encoding.UTF8.GetChars(node.Bytes, text);
            }
            else
            {
                text.Advance(node.Unescape(text.GetSpan(node.Content.Length + 1)));
            }

            _pieces.Add(new(start, text.WrittenCount, node.Range));
            at = content.End;
        }

        Encoding.UTF8.GetChars(document[at..], text);
        Text = text.WrittenMemory;
    }

    // [Start, End) of the text is what the token says.
    private readonly record struct Piece(int Start, int End, ByteRange Token);
}
