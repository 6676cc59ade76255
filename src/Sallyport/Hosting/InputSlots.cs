using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Hosting;

/// <summary>The texts of a request, each with the way to replace it in the copy that is to be sent.</summary>
internal sealed class InputSlots
{
    private readonly List<Segment> _segments = [];
    private readonly List<Action<string>?> _replacements = [];

    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Adds a text. Without a way to replace it, an edit blocks.</summary>
    public void Add(Origin origin, string? text, Action<string>? replace)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Add(origin, Form.Text, text.AsMemory(), replace);
        }
    }

    /// <summary>Adds the text of a part of a message, which clients and providers may join to that of the part before.</summary>
    /// <param name="origin">Whose words.</param>
    /// <param name="text">The text; one that is empty is no part.</param>
    /// <param name="replace">Replaces it.</param>
    /// <param name="last">The part before, or null; becomes this one.</param>
    public void AddPart(Origin origin, string? text, Action<string> replace, ref int? last)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Add(origin, Form.Text, text.AsMemory(), replace, follows: last);
            last = _segments.Count - 1;
        }
    }

    /// <summary>Adds something that no detector reads.</summary>
    public void AddUnread(Origin origin, Form form) => Add(origin, form, default, null);

    /// <summary>Makes the edits.</summary>
    /// <returns>The guard that wanted a text edited which can't be; null where all edits were made.</returns>
    public string? Apply(InputInspection inspection)
    {
        for (var i = 0; i < _segments.Count; i++)
        {
            if (inspection.Segments[i].Edited is not { } edited)
            {
                continue;
            }

            if (_replacements[i] is not { } replace)
            {
                return inspection.Segments[i].Findings.Counts
                    .First(alike => alike.Judgement is { IsEnforced: true, Action: > GuardAction.Flag }).Judgement.Guard;
            }

            replace(edited);
        }

        return null;
    }

    private void Add(Origin origin, Form form, ReadOnlyMemory<char> text, Action<string>? replace, int? follows = null)
    {
        var trust = origin switch
        {
            Origin.System or Origin.Developer or Origin.ToolDefinition => Trust.Application,
            Origin.User => Trust.User,
            _ => Trust.Untrusted,
        };
        _segments.Add(new(_segments.Count, origin, trust, form, text) { Follows = follows });
        _replacements.Add(replace);
    }
}
