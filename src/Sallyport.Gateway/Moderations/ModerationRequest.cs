using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.Moderations;

/// <summary>
/// A request of OpenAI's Moderations: a text, several texts, or the parts of one input. What can't be judged here (images, token numbers) refuses the
/// request, since an answer would say that nothing is wrong with it. The caller disposes it.
/// </summary>
internal sealed class ModerationRequest : IDisposable
{
    /// <summary>The protocol's name, as metrics and the ledger spell it.</summary>
    public const string Dialect = "openai.moderations";

    /// <summary>How many texts one request may hold. Each is answered with about a kilobyte.</summary>
    public const int MaxInputs = 2_048;

    private readonly RequestBuilder _builder = new(ClientTools.Chat);
    private readonly List<Range> _inputs = [];

    private ModerationRequest()
    {
    }

    /// <summary>The segments, and why the request is refused where it is.</summary>
    public RequestReading Reading => _builder.Reading;

    /// <summary>The segments of each input that is to be judged; one result each.</summary>
    public IReadOnlyList<Range> Inputs => _inputs;

    /// <summary>Reads a request. Never throws for what it holds.</summary>
    public static ModerationRequest Read(ReadOnlyMemory<byte> body)
    {
        var request = new ModerationRequest();
        if (request._builder.TryMap(body, out var root))
        {
            request.ReadRoot(root);
        }

        return request;
    }

    /// <inheritdoc/>
    public void Dispose() => Reading.Dispose();

    private void ReadRoot(JsonNode root)
    {
        Span<char> scratch = stackalloc char[16];
        foreach (var property in root.Properties)
        {
            switch (property.Known(scratch))
            {
                case "input":
                    ReadInput(property.Value);
                    break;
                case "model" when !_builder.Model(property.Value):
                    return;
                case "model":
                    break;
                default:
                    _builder.Unknown(property);
                    break;
            }
        }

        if (_inputs.Count == 0)
        {
            _builder.Refuse(root, "The request has no input.");
        }
    }

    private void ReadInput(JsonNode input)
    {
        if (input.IsString)
        {
            AddText(input);
            return;
        }

        var hasParts = false;
        var first = Reading.Segments.Count;
        foreach (var item in input.Items)
        {
            if (item.IsString && !hasParts)
            {
                AddText(item);
            }
            else if (item.IsObject && (hasParts || _inputs.Count == 0))
            {
                hasParts = true;
                ReadPart(item);
            }
            else
            {
                Refuse(item, "An input is a text, texts, or parts with 'type': 'text'.");
            }
        }

        if (hasParts)
        {
            _inputs.Add(first..Reading.Segments.Count);
        }

        if (_inputs.Count > MaxInputs)
        {
            Refuse(input, $"A request holds at most {MaxInputs} texts.");
        }
    }

    private void ReadPart(JsonNode part)
    {
        Span<char> scratch = stackalloc char[16];
        if (part["type"u8].Short(scratch) is not "text" || !part["text"u8].IsString)
        {
            Refuse(part, "Only text can be judged here: images and other forms are not read, so nothing can be said of this input.");
            return;
        }

        foreach (var property in part.Properties)
        {
            switch (property.Known(scratch))
            {
                case "type":
                    _builder.Structural(property.Value);
                    break;
                case "text":
                    _builder.Text(property.Value, Origin.User);
                    break;
                default:
                    Refuse(property.Value, "A text part holds its 'type' and 'text' alone: of a picture beside them nothing could be said.");
                    break;
            }
        }
    }

    private void AddText(JsonNode text)
    {
        var first = Reading.Segments.Count;
        _builder.Text(text, Origin.User);
        _inputs.Add(first..Reading.Segments.Count);
    }

    private void Refuse(JsonNode at, string message) =>
        Reading.Refusal ??= new Refusal(RefusalKind.NotAllowed, message, Pointer: JsonPointer.Shown(at), Code: "unsupported_input");
}
