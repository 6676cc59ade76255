using System.Buffers;
using System.Text;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Gateway.Exchanges;

/// <content>The words of the protocol: ids, types, states. They are no texts of the model's, but they leave as well.</content>
internal sealed partial class AnswerGuards
{
    // Words of the protocol that need no look any more, and the text of those that do.
    private readonly ProtocolWords _structure = new();

    /// <summary>Whether words of the upstream's, a line each, hold nothing that guards would remove.</summary>
    public bool IsClean(string words)
    {
        using var guard = new ChannelGuard(scope.Plans.ForStructure(GuardDirection.Output), output, allowance: scope.Allowance);
        guard.Append(words);
        guard.Complete();
        return !guard.IsEdited(0, words.Length) && guard.Unreachable.Count == 0;
    }

    /// <summary>A word of the answer that the gateway itself repeats (an id, a tool's name), as it may leave.</summary>
    public string Told(string word)
    {
        if (_structure.Knows(Encoding.UTF8.GetBytes(word)))
        {
            return word;
        }

        using var guard = new ChannelGuard(scope.Plans.ForOutput(ChannelKind.Unknown), output, scope.Masks, scope.Policy.Document.RestoresMasksInToolArguments, allowance: scope.Allowance);
        guard.Append(word);
        guard.Complete();
        var told = new ArrayBufferWriter<char>(word.Length + 16);
        guard.Write(0, word.Length, told);
        return new(told.WrittenSpan);
    }

    // All words of an answer or event that have not been found clean are one text.
    private void TakeStructure(AnswerContent content, List<AnswerPiece> into)
    {
        var first = into.Count;
        var document = content.Map.Document.Span;
        _structure.Clear();
        foreach (var (bytes, kind) in content.Words)
        {
            var word = Word(bytes, kind, document);
            if (!_structure.Knows(word))
            {
                var from = _structure.Add(word);
                into.Add(new(null!, from, from + word.Length, bytes, kind));
            }
        }

        if (into.Count == first)
        {
            return;
        }

        var channel = OpenStructure();
        channel.Append(_structure.Text.Span);
        channel.Complete();
        for (var i = first; i < into.Count; i++)
        {
            into[i] = into[i] with { Channel = channel };
            if (!into[i].IsEdited)
            {
                _structure.Learn(Word(into[i].Bytes, into[i].Kind, document));
            }
        }
    }

    private static ReadOnlySpan<byte> Word(ByteRange bytes, SlotKind kind, ReadOnlySpan<byte> document) =>
        kind is SlotKind.Number ? bytes.In(document) : bytes.In(document)[1..^1];

    private AnswerChannel OpenStructure() =>
        Keep(new StreamedText(
            NextExtra(new(0, ChannelKind.Unknown)),
            new ChannelGuard(scope.Plans.ForStructure(GuardDirection.Output), output, scope.Masks, restores: false, allowance: scope.Allowance)) { IsStructure = true });
}
