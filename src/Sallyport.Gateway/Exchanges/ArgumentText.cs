using System.Buffers;
using System.Text;
using Sallyport.Gateway.Json;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Exchanges;

/// <summary>
/// A tool call's arguments as detectors read them: the JSON document with its strings unescaped and its numbers written out, so that a name
/// stands next to its value and neither an escape nor an exponent hides anything. Edits go back into the tokens they touch, a number's as a
/// string; braces, commas and untouched tokens keep their bytes. Arguments that are no JSON are read the same way, and what stands between
/// their literals can be edited as well.
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

    /// <summary>Why readers may take the arguments for different ones; null where they may not.</summary>
    public string? Ambiguity => _json?.Ambiguity;

    /// <summary>Reads arguments as they stood on the wire, decoded once.</summary>
    /// <param name="raw">The arguments.</param>
    /// <param name="isFree">Whether the tool takes free text.</param>
    public static ArgumentText Read(ReadOnlyMemory<char> raw, bool isFree)
    {
        var json = NestedJson.Read(raw.Span, isFree);
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
                if (piece.IsToken)
                {
                    edits.ReplaceString(piece.Bytes, edited.WrittenSpan);
                }
                else
                {
                    edits.Replace(piece.Bytes, Encoding.UTF8.GetBytes(edited.WrittenSpan.ToArray()));
                }
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
            Between(new(at, content.Start), text);
            var start = text.WrittenCount;
            if (isNumber)
            {
                text.Write(JsonNumber.TextOf(node.Bytes));
            }
            else
            {
                text.Advance(node.Unescape(text.GetSpan(node.Content.Length + 1)));
            }

            _pieces.Add(new(start, text.WrittenCount, node.Range, IsToken: true));
            at = content.End;
        }

        Between(new(at, document.Length), text);
        Text = text.WrittenMemory;
    }

    // A document has nothing there that could be text; quotes belong to their tokens, and stay.
    private void Between(ByteRange bytes, ArrayBufferWriter<char> text)
    {
        var document = _json!.Map.Document.Span;
        var start = text.WrittenCount;
        Encoding.UTF8.GetChars(bytes.In(document), text);
        var opens = bytes.End < document.Length ? 1 : 0;
        var closes = start > 0 ? 1 : 0;
        if (!_json.IsDocument && bytes.End - opens > bytes.Start + closes)
        {
            _pieces.Add(new(start + closes, text.WrittenCount - opens, new(bytes.Start + closes, bytes.End - opens), IsToken: false));
        }
    }

    // [Start, End) of the text is what the bytes say.
    private readonly record struct Piece(int Start, int End, ByteRange Bytes, bool IsToken);
}
