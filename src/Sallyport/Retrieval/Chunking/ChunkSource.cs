using System.Text;
using Sallyport.Retrieval.Reading;

namespace Sallyport.Retrieval.Chunking;

/// <summary>Passages joined into one text, with what stands where.</summary>
internal sealed class ChunkSource
{
    private readonly List<int> _starts = [];
    private readonly List<DocumentPassage> _passages = [];
    private readonly List<int> _places = [];

    /// <summary>Joins the passages that are hidden, or those that aren't.</summary>
    public ChunkSource(IEnumerable<DocumentPassage> passages, bool areHidden)
    {
        var text = new StringBuilder();
        var visible = 0;
        foreach (var passage in passages)
        {
            if (passage.IsHidden == areHidden)
            {
                text.Append(text.Length > 0 ? Chunker.PassageSeparator : "");
                _starts.Add(text.Length);
                _passages.Add(passage);
                _places.Add(visible);
                text.Append(passage.Text);
            }

            if (!passage.IsHidden)
            {
                visible += (visible > 0 ? Chunker.PassageSeparator.Length : 0) + passage.Text.Length;
            }
        }

        Text = text.ToString();
    }

    /// <summary>The joined text.</summary>
    public string Text { get; }

    /// <summary>The passage that holds a character, or stands before it where it belongs to a separator.</summary>
    public int PassageAt(int offset)
    {
        var found = _starts.BinarySearch(offset);
        return found < 0 ? ~found - 1 : found;
    }

    /// <summary>A passage by position.</summary>
    public DocumentPassage this[int passage] => _passages[passage];

    /// <summary>Where a passage begins; beyond the last one, the text's end.</summary>
    public int StartOf(int passage) => passage < _starts.Count ? _starts[passage] : Text.Length;

    /// <summary>How long the visible text is before a passage.</summary>
    public int PlaceOf(int passage) => _places[passage];

    /// <summary>Whether another section begins with a passage.</summary>
    public bool OpensSection(int passage) => passage > 0 && !string.Equals(_passages[passage - 1].Heading, _passages[passage].Heading, StringComparison.Ordinal);
}
