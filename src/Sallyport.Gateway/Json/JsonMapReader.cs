using System.Buffers;
using System.Text.Unicode;

namespace Sallyport.Gateway.Json;

/// <summary>
/// Reads a document into a <see cref="JsonMap"/> in one pass without recursion, strictly by RFC 8259. What other parsers
/// read in different ways is refused: marks, trailing data, duplicate names, half pairs, numbers outside the grammar.
/// Its work is linear in the document, but for the names of one object, which are sorted (n log n).
/// </summary>
internal ref struct JsonMapReader(JsonMap map, ReadOnlySpan<byte> json, JsonLimits limits)
{
    private static readonly SearchValues<byte> s_stringEnds = SearchValues.Create(StringEnds());

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;
    private int _depth;

    // The object or array that is open; -1 outside of any.
    private int _open = -1;

    private enum Next
    {
        Value,
        FirstItem,
        FirstName,
        Name,
        Separator,
        End,
    }

    /// <summary>Reads to the end.</summary>
    public JsonFault Read()
    {
        if (_json.StartsWith("\uFEFF"u8))
        {
            return Fault(JsonFaultKind.ByteOrderMark);
        }

        if (!Utf8.IsValid(_json))
        {
            return new JsonFault(JsonFaultKind.InvalidUtf8, FirstInvalidByte());
        }

        SkipWhiteSpace();
        if (_at == _json.Length)
        {
            return Fault(JsonFaultKind.Empty);
        }

        var next = Next.Value;
        while (next is not Next.End)
        {
            if (Step(ref next) is var kind and not JsonFaultKind.None)
            {
                return Fault(kind);
            }
        }

        SkipWhiteSpace();
        return Fault(_at == _json.Length ? JsonFaultKind.None : JsonFaultKind.TrailingData);
    }

    private static byte[] StringEnds()
    {
        var ends = new byte[34];
        for (var i = 0; i < 32; i++)
        {
            ends[i] = (byte)i;
        }

        ends[32] = (byte)'"';
        ends[33] = (byte)'\\';
        return ends;
    }

    private readonly JsonFault Fault(JsonFaultKind kind) => new(kind, _at);

    private JsonFaultKind Step(ref Next next)
    {
        SkipWhiteSpace();
        if (_at == _json.Length)
        {
            return JsonFaultKind.Truncated;
        }

        if (map.Count >= limits.MaxNodes)
        {
            return JsonFaultKind.TooManyNodes;
        }

        switch (next)
        {
            case Next.FirstName when _json[_at] == '}':
            case Next.FirstItem when _json[_at] == ']':
                return Close(ref next);
            case Next.FirstName:
            case Next.Name:
                next = Next.Value;
                return ReadName();
            case Next.Separator:
                return ReadSeparator(ref next);
            default:
                return ReadValue(ref next);
        }
    }

    private JsonFaultKind ReadValue(ref Next next)
    {
        if (_open >= 0 && map.Row(_open).Kind is JsonKind.Array)
        {
            map.Row(_open).Count++;
        }

        next = _open < 0 ? Next.End : Next.Separator;
        switch (_json[_at])
        {
            case (byte)'{':
                next = Next.FirstName;
                return Open(JsonKind.Object);
            case (byte)'[':
                next = Next.FirstItem;
                return Open(JsonKind.Array);
            case (byte)'"':
                return ReadString(JsonKind.String);
            case (byte)'t':
                return ReadLiteral(JsonKind.True, "true"u8);
            case (byte)'f':
                return ReadLiteral(JsonKind.False, "false"u8);
            case (byte)'n':
                return ReadLiteral(JsonKind.Null, "null"u8);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return ReadNumber();
            default:
                return JsonFaultKind.Syntax;
        }
    }

    private JsonFaultKind ReadName()
    {
        if (_json[_at] != '"')
        {
            return JsonFaultKind.Syntax;
        }

        map.Row(_open).Count++;
        if (ReadString(JsonKind.Name) is var kind and not JsonFaultKind.None)
        {
            return kind;
        }

        SkipWhiteSpace();
        if (_at == _json.Length)
        {
            return JsonFaultKind.Truncated;
        }

        if (_json[_at] != ':')
        {
            return JsonFaultKind.Syntax;
        }

        _at++;
        return JsonFaultKind.None;
    }

    private JsonFaultKind ReadSeparator(ref Next next)
    {
        var isObject = map.Row(_open).Kind is JsonKind.Object;
        if (_json[_at] == ',')
        {
            _at++;
            next = isObject ? Next.Name : Next.Value;
            return JsonFaultKind.None;
        }

        return _json[_at] == (isObject ? '}' : ']') ? Close(ref next) : JsonFaultKind.Syntax;
    }

    private JsonFaultKind Open(JsonKind kind)
    {
        if (++_depth > limits.MaxDepth)
        {
            return JsonFaultKind.TooDeep;
        }

        _open = map.Add(kind, _at, _open);
        _at++;
        return JsonFaultKind.None;
    }

    private JsonFaultKind Close(ref Next next)
    {
        var row = _open;
        map.Row(row).End = ++_at;
        map.Row(row).After = map.Count;
        if (!limits.AllowsDuplicateNames && map.Row(row).Kind is JsonKind.Object && DuplicateNames.Find(map, row, _json) is var second and >= 0)
        {
            _at = map.Row(second).Start;
            return JsonFaultKind.DuplicateName;
        }

        _depth--;
        _open = map.Row(row).Parent;
        next = _open < 0 ? Next.End : Next.Separator;
        return JsonFaultKind.None;
    }

    private JsonFaultKind ReadString(JsonKind kind)
    {
        var row = map.Add(kind, _at, _open);
        _at++;
        while (true)
        {
            var length = _json[_at..].IndexOfAny(s_stringEnds);
            if (length < 0)
            {
                _at = _json.Length;
                return JsonFaultKind.Truncated;
            }

            _at += length;
            if (_json[_at] == '"')
            {
                map.Row(row).End = ++_at;
                return JsonFaultKind.None;
            }

            if (_json[_at] != '\\')
            {
                return JsonFaultKind.Escape;
            }

            map.Row(row).IsEscaped = true;
            if (ReadEscape() is var fault and not JsonFaultKind.None)
            {
                return fault;
            }
        }
    }

    private JsonFaultKind ReadEscape()
    {
        if (_at + 1 >= _json.Length)
        {
            return JsonFaultKind.Truncated;
        }

        if (_json[_at + 1] != 'u')
        {
            if (!"\"\\/bfnrt"u8.Contains(_json[_at + 1]))
            {
                return JsonFaultKind.Escape;
            }

            _at += 2;
            return JsonFaultKind.None;
        }

        if (!JsonText.TryReadUnicodeEscape(_json[_at..], out var unit))
        {
            return _json.Length - _at < 6 ? JsonFaultKind.Truncated : JsonFaultKind.Escape;
        }

        if (!char.IsSurrogate(unit))
        {
            _at += 6;
            return JsonFaultKind.None;
        }

        var isPair = char.IsHighSurrogate(unit)
            && JsonText.TryReadUnicodeEscape(_json[(_at + 6)..], out var second)
            && char.IsLowSurrogate(second);
        if (!isPair && !limits.AllowsLoneSurrogates)
        {
            return JsonFaultKind.LoneSurrogate;
        }

        _at += isPair ? 12 : 6;
        return JsonFaultKind.None;
    }

    private JsonFaultKind ReadLiteral(JsonKind kind, ReadOnlySpan<byte> literal)
    {
        if (!_json[_at..].StartsWith(literal))
        {
            return JsonFaultKind.Syntax;
        }

        var row = map.Add(kind, _at, _open);
        _at += literal.Length;
        map.Row(row).End = _at;
        return JsonFaultKind.None;
    }

    // number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ ("e"/"E") [ "+"/"-" ] 1*digit ]   (RFC 8259, section 6)
    private JsonFaultKind ReadNumber()
    {
        var row = map.Add(JsonKind.Number, _at, _open);
        Skip('-', '-');
        var whole = _at;
        var digits = SkipDigits();
        if (digits == 0 || (digits > 1 && _json[whole] == '0'))
        {
            return JsonFaultKind.Number;
        }

        if (Skip('.', '.') && SkipDigits() == 0)
        {
            return JsonFaultKind.Number;
        }

        if (Skip('e', 'E'))
        {
            Skip('+', '-');
            if (SkipDigits() == 0)
            {
                return JsonFaultKind.Number;
            }
        }

        map.Row(row).End = _at;
        return JsonFaultKind.None;
    }

    private bool Skip(char one, char other)
    {
        if (_at < _json.Length && (_json[_at] == one || _json[_at] == other))
        {
            _at++;
            return true;
        }

        return false;
    }

    private int SkipDigits()
    {
        var start = _at;
        while (_at < _json.Length && _json[_at] is >= (byte)'0' and <= (byte)'9')
        {
            _at++;
        }

        return _at - start;
    }

    private void SkipWhiteSpace()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    private readonly int FirstInvalidByte()
    {
        Span<char> scratch = stackalloc char[256];
        var at = 0;
        while (Utf8.ToUtf16(_json[at..], scratch, out var read, out _, replaceInvalidSequences: false) is OperationStatus.DestinationTooSmall)
        {
            at += read;
        }

        Utf8.ToUtf16(_json[at..], scratch, out var last, out _, replaceInvalidSequences: false);
        return at + last;
    }
}
